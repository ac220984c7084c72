/* A button that is pressed while an autosave is under way waits for it. Otherwise the server judges
   the two at once, and a page that comes back with a refusal knows less than what is saved: its own
   next autosave is then taken for somebody else's ("You saved a new version in another window").
   Heard at the document, and at once: a page that comes back refused saves itself as it opens. */
(() => {
  const FORM = "page-edit-form";
  const BUTTONS = 'button[type="submit"], button:not([type]), [data-workflow-action-name]';
  let saving = false;
  let leaving = false;
  let pressed = null;
  // A save that nobody hears the end of holds nobody for good, nor does a page that is not left.
  const LONGEST = 20000;

  document.addEventListener("w-autosave:save", (event) => {
    if (leaving) event.preventDefault();
    else saving = true;
  });
  const done = () => {
    const button = pressed;
    saving = false;
    pressed = null;
    button?.click();
  };
  document.addEventListener("w-autosave:success", done);
  document.addEventListener("w-autosave:error", done);
  document.addEventListener("click", (event) => {
    const button = event.target.closest(`#${FORM} :is(${BUTTONS})`);
    if (!saving || !button) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!pressed) setTimeout(() => pressed && done(), LONGEST);
    pressed = button;
  }, { capture: true });
  window.addEventListener("submit", (event) => {
    if (event.target.id !== FORM || event.defaultPrevented) return;
    leaving = true;
    setTimeout(() => { leaving = false; }, LONGEST);
  });
  // The page that is left may be come back to.
  window.addEventListener("pageshow", () => { leaving = false; });
})();
