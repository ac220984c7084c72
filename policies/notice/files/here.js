// The notice on the policies' own site: a blocking line in the head, so that the browser runs the
// element below while it is still reading the page, and nothing dismissed is ever painted.
//
// <policy-notice> stands in the notice twice, around what the server has written in full: the
// first hides the notice as soon as it begins, the second, met when everything is there, decides.
// Without this script both are nothing, and the form closes the notice; so too where storage is
// blocked.
//
// b the notice; s what the browser keeps (as in notice.js); q what is shown of its items; x an
// item, whose class is the key under which its policy is kept; v its version; k the version seen,
// half below it if only a link was followed; a the link to the changes. What is kept only grows:
// a policy may have two items, and another tab may have closed a later one.
// A heading takes focus only with a tabindex: it is set where focus looks for options, of which
// the list has none.
customElements.define('policy-notice',class extends HTMLElement{connectedCallback(){
let b=this.parentNode;
if(!(b.hidden^=1))try{
let s=localStorage,
q=[...b.querySelectorAll('[class]')].filter(x=>{
let a=x.querySelector('a'),k=s[x.className],v=+x.dataset.v;
if(k>=v)return x.remove();
if(k<v-.5)a.href=a.dataset.from.replace('{seen}',-~(k-.5)),a.text=a.dataset.since;
return x.onclick=e=>e.target.href&&(s[x.className]>=v||(s[x.className]=v-.5))
});
q[0]||b.remove();
b.onsubmit=e=>{
e.preventDefault();
b.remove(b=document.querySelector('h1'));
b?.focus([b.tabIndex=-1]);
q.map(x=>s[x.className]>=+x.dataset.v||(s[x.className]=x.dataset.v))
}
}catch{}
}})
