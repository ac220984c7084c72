// The notice on the policies' own site: a blocking line in the head, so that the browser runs the
// element below while it is still reading the page, and nothing dismissed is ever painted.
//
// <policy-notice> stands last in the notice, which the server has written in full: when the
// parser meets it, everything before it is there. Without this script the form closes the notice.
//
// b the notice; q its items; x an item; f what the browser keeps about a policy (as in notice.js);
// k the version seen; a the link to the changes.
customElements.define('policy-notice',class extends HTMLElement{connectedCallback(){
let b=this.parentNode,
K=(x,v)=>{try{let o=+localStorage[x='policy-notice-'+x.dataset.policy]||0;return v>o?localStorage[x]=v:o}catch{}},
q=[...b.querySelectorAll('[data-policy]')].filter(x=>{
let k=Math.ceil(K(x)),v=x.dataset.version,a=x.querySelector('a');
if(k&&k<v){a.href=a.dataset.from.replace('{seen}',k);a.textContent=a.dataset.since}
x.onclick=e=>e.target.href&&K(x,v-.5);
return!(x.hidden=K(x)>=v)
});
b.hidden=!q[0];
b.onsubmit=e=>{
e.preventDefault();
q.map(x=>K(x,x.dataset.version));
b.hidden=1;
b=document.querySelector('h1')||document.body;
b.tabIndex=-1;
b.focus({preventScroll:1})
}
}})
