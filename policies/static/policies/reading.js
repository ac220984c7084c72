// Two comforts on top of pages that are complete without them: a link beside a heading copies its
// address, and the table of contents shows where the reader is.
(() => {
  "use strict";

  for (const link of document.querySelectorAll(".policies-anchor")) {
    link.addEventListener("click", async () => {
      const said = link.closest("[data-copied-label]")?.dataset.copiedLabel;
      if (!said || !navigator.clipboard) return;
      try {
        await navigator.clipboard.writeText(link.href);
      } catch {
        return; // The address stands in the address bar all the same.
      }
      link.dataset.copied = said;
      setTimeout(() => delete link.dataset.copied, 2000);
    });
  }

  const entries = new Map();
  for (const link of document.querySelectorAll(".policies-toc.is-beside a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) entries.set(heading, link);
  }
  if (!entries.size || !("IntersectionObserver" in window)) return;

  const headings = [...entries.keys()];
  const show = () => {
    const line = innerHeight / 4;
    const past = headings.filter((heading) => heading.getBoundingClientRect().top <= line);
    const here = past.at(-1);
    for (const [heading, link] of entries) {
      if (heading === here) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  };
  const observer = new IntersectionObserver(show, { rootMargin: "0px 0px -75% 0px" });
  headings.forEach((heading) => observer.observe(heading));
  show();
})();
