// The notice on a storefront of another origin. It is served without comment lines, indentation
// and line breaks (policies/notice/scripts.py), so a line ends where two tokens may touch.
//
// d document; N name of element, event and storage keys; s our script element; P edge of the
// window; K what the browser keeps; E an element; T tells the shop; n notices; l labels;
// h our element; r its shadow root; c its style sheet; x one notice;
// k the version seen; i a list item; A a link.
//
// Whatever fails, fails in silence: a shop must never suffer from a notice.
(async d=>{try{
let N='policy-notice',s=d.currentScript,P=s.dataset.position||'bottom',c,h,r,
// One number for each policy: the greatest version closed, or half below one only looked at.
// A greater one replaces it. Where storage is blocked, nothing is known and nothing is kept.
K=(x,v)=>{try{let o=+localStorage[x=N+'-'+x.policy]||0;return v>o?localStorage[x]=v:o}catch{}},
E=(t,x,o)=>Object.assign(d.createElement(t),{part:t,textContent:x},o),
T=state=>d.dispatchEvent(Object.assign(new Event(N),{state,notices:n}));
// A second copy of the line ends here: a name is defined once.
customElements.define(N,class extends HTMLElement{});
let{notices:n,labels:l,lang,dir}=await(await fetch(new URL('notice.json?'+new URLSearchParams({lang:d.documentElement.lang,...s.dataset}),s.src),{credentials:'omit'})).json();
n=n.filter(x=>!(K(x)>=x.version));
if(n[0]){
h=E(N,'',{role:'region',ariaLabel:l.region,lang,dir});
r=h.attachShadow({mode:'open'});
r.append(E('ul'),E('button',l.close,{onclick(){
n.map(x=>K(x,x.version));
h.remove();
// Focus stays on the page, and the page where it is. A heading takes focus only with a tabindex,
// and none that is hidden does.
[...d.querySelectorAll('h1'),...d.body.children].some(e=>(e.tabIndex=e.tabIndex,e.focus({preventScroll:1}),d.activeElement==e));
T('closed')
}}));
n.map(x=>{
let k=Math.ceil(K(x)),i=E('li'),
// Of a policy with two notices, a look at the later is not kept while the earlier is shown: it
// would count as closed.
A=(href,t)=>/^https?:/.test(href)&&i.append(' ',E('a',t,{href,onclick(){n.some(e=>x.policy==e.policy&x.version>e.version)||K(x,x.version-.5)}}));
i.append(E('strong',l[x.state].replace('{title}',_=>x.title).replace('{date}',l[x.effective])),' ',E('span',x.message,{lang:x.lang||lang,dir:'auto'}));
k&&k<x.version?A(x.compare_from.replace('{seen}',k),l.since):A(x.compare,l.compare);
A(x.read,l.read);
r.firstChild.append(i)
});
r.adoptedStyleSheets=[c=new CSSStyleSheet];
// A constructed sheet passes style-src 'self'. Sizes follow the reader's own font size, not the
// shop's root; the markers of the list fall outside its box.
c.replaceSync(`:host{color:var(--policy-notice-color,CanvasText);z-index:999;background:var(--policy-notice-background,Canvas);max-height:48vh;inset-inline:0;font:medium/1.5 system-ui;${P}:0;border-block:2px solid;position:fixed;justify-content:center;display:flex}button{min-height:44px;align-self:start;font:inherit}ul{overflow:auto;padding:2px;max-width:60em}a{color:inherit}ul,button{margin:1em .5em}@media print{:host{display:none}}`);
// Last, as it stands last in the window: the shop's skip link stays the first thing in the page.
// Outside the body, which the shop's own scripts may fill anew.
d.documentElement.append(h);
// Neither what has focus nor an end of the page may stay behind the notice: it has its height as
// room on its own edge, and gives that back when it goes.
new ResizeObserver(y=>['margin-','scroll-padding-'].map(x=>d.documentElement.style.setProperty(x+P,(y=h.offsetHeight)?y+'px':''))).observe(h);
T('shown')
}
}catch{}})(document)
