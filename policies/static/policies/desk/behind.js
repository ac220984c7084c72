/* The panel beside the text compares what was last saved. Where the text has gone on and no save
   follows (autosave is paused, or a site has none), the panel says so, and counts nothing. What an
   autosave brings replaces the panel, and the remark with it. */
(() => {
  const PATIENCE = 3000;
  let waiting = null;

  const panel = () => document.querySelector('[data-side-panel="redline"]');
  const say = () => {
    panel()?.querySelectorAll("[data-desk-behind]").forEach((note) => { note.hidden = false; });
    panel()?.querySelectorAll("[data-desk-counted]").forEach((count) => { count.hidden = true; });
  };
  const rest = () => {
    clearTimeout(waiting);
    waiting = null;
  };

  document.addEventListener("w-autosave:error", () => { rest(); say(); });
  document.addEventListener("input", (event) => {
    if (!event.target.closest("#page-edit-form [name='body'], #page-edit-form [name='title']")) return;
    waiting ??= setTimeout(say, PATIENCE);
  });
  const start = () => {
    const beside = panel();
    if (beside) new MutationObserver(rest).observe(beside, { childList: true });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
