/* Fills in what follows from the answers while they are given. Without it every question is shown,
   and the server says the same when the draft is published. */
(() => {
  const field = (name) => document.querySelector(`#page-edit-form [name="${name}"]`);
  const chosen = (name) => document.querySelector(`#page-edit-form [name="${name}"]:checked`)?.value ?? "";
  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);
  const DAY = /^\d{4}-\d{2}-\d{2}$/;

  const said = (iso, days = 0) => {
    const day = new Date(`${iso}T12:00:00Z`);
    day.setUTCDate(day.getUTCDate() + days);
    const language = document.documentElement.lang || "en-GB";
    return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(day);
  };

  const show = (name, wanted) => {
    each(`[data-desk-field="${name}"]`, (box) => {
      const answered = field(name)?.value || box.querySelector(".w-field__errors li, .error-message");
      box.hidden = !wanted && !answered;
    });
  };

  /* A day that is typed is meant, also one that is not complete; "on publication" needs none. A
     material change has a day in any case. */
  const settle = (event) => {
    const day = field("effective_date");
    if (!day) return;
    const mark = (value) => {
      const answer = document.querySelector(`#page-edit-form [name="effective_when"][value="${value}"]`);
      if (answer) answer.checked = true;
    };
    const material = chosen("change_kind") === "material";
    const typed = day.value || day.validity.badInput;
    if (event?.target.name === "effective_when" && !material && chosen("effective_when") === "on_publication") {
      day.value = "";
    } else if (material || typed) mark("on_a_day");
    else if (event?.target.name === "change_kind") mark("on_publication");
    each('[data-desk-field="effective_when"]', (box) => { box.hidden = material; });
  };

  const update = (event) => {
    settle(event);
    const preview = document.querySelector("[data-desk-preview]");
    const day = field("effective_date")?.value ?? "";
    const known = DAY.test(day);
    const waits = chosen("effective_when") === "on_publication";
    if (preview) {
      const summary = field("change_summary")?.value.trim();
      each("[data-desk-summary]", (el) => { el.textContent = summary || preview.dataset.none; });
      each("[data-desk-day]", (el) => { el.textContent = known ? said(day) : preview.dataset[waits ? "publication" : "day"]; });
    }
    const kind = chosen("change_kind");
    show("editorial_reason", kind === "editorial");
    const when = document.querySelector("[data-desk-when]");
    if (!when) return;
    const material = kind === "material";
    show("short_notice_reason", material && known && day < when.dataset.earliest);
    each("[data-desk-window]", (el) => { el.hidden = !(material && known); });
    if (known) {
      each("[data-desk-until]", (el) => { el.textContent = said(day, Number(when.dataset.stays) - 1); });
    }
  };

  /* What autosave brought beside the text stands above the question too. */
  const follow = () => {
    const panel = document.querySelector('[data-side-panel="redline"]');
    if (!panel) return;
    new MutationObserver(() => {
      const live = panel.querySelector("[data-desk-live]");
      if (live) each(".desk-found", (box) => box.replaceChildren(...live.cloneNode(true).childNodes));
    }).observe(panel, { childList: true });
  };

  const start = () => {
    const form = document.getElementById("page-edit-form");
    if (!form || !document.querySelector("[data-desk-field]")) return;
    form.addEventListener("input", update);
    form.addEventListener("change", update);
    form.addEventListener("focusout", update);
    update();
    follow();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
