// The notice on the policies' own site: a blocking line in the head, so that the browser runs the
// element below while it is still reading the page, and nothing dismissed is ever painted.
//
// <policy-notice> stands in the notice twice, around what the server has written in full: the
// first hides the notice as soon as it begins, the second, met when everything is there, decides.
// Without this script both are nothing, and the form closes the notice; so too where storage is
// blocked.
//
// b the notice; r what remains of its items; x an item, whose class is the key under which its
// policy is kept (as in notice.js); v its version; k the version seen, half below it if only a
// link was followed; a the link to the changes; u any item. What is kept only grows: another tab
// may have closed a later one. Of a policy with two items, a look at the later is not kept while
// the earlier is shown: it would count as closed.
//
// Closed, the notice goes before that is kept, since storage may be full. A heading takes focus
// only with a tabindex: it is set where focus looks for options, of which the list has none. What
// the form's handler returns is false: nothing is sent.
customElements.define('policy-notice',class extends HTMLElement{connectedCallback(){
let b=this.parentNode;
if(!(b.hidden^=1))try{
let r=[...b.querySelectorAll('[class]')].filter(x=>{
let a=x.querySelector('a'),k=localStorage[x.className],v=+x.dataset.v;
x.onclick=e=>e.target.href&&(localStorage[x.className]>=v||r.some(u=>x.className==u.className&v>u.dataset.v)||(localStorage[x.className]=v-.5));
if(k<v-.5)a.text=a.dataset.since,a.href=a.dataset.from.replace('{seen}',-~(k-.5));
return!(k>=v)||x.remove()
});
r[0]||b.remove();
b.onsubmit=x=>{
b.remove();
b=document.querySelector('h1');
b?.focus([b.tabIndex=-1]);
return!r.map(x=>localStorage[x.className]>=+x.dataset.v||(localStorage[x.className]=x.dataset.v))
}
}catch{}
}})
