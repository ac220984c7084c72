/* Buttons that write Markdown, and pastes that arrive as it. Without it the text area is a text area. */
(() => {
  const insert = (area, text, from = area.selectionStart, to = area.selectionEnd) => {
    area.focus();
    area.setSelectionRange(from, to);
    // Only this way does the browser's own undo know of it.
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, from, to, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  const wrap = (area, mark, words) => {
    const { selectionStart: from, selectionEnd: to } = area;
    const chosen = area.value.slice(from, to) || words;
    insert(area, mark + chosen + mark, from, to);
    area.setSelectionRange(from + mark.length, from + mark.length + chosen.length);
  };

  const lines = (area, prefix) => {
    const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
    const found = area.value.indexOf("\n", area.selectionEnd);
    const to = found < 0 ? area.value.length : found;
    const text = area.value.slice(from, to).split("\n")
      .map((line, at) => prefix(at) + line.replace(/^(?:#{1,6} |[-*] |\d+\. )/, "")).join("\n");
    insert(area, text, from, to);
  };

  const block = (area, text) => {
    const before = area.value.slice(0, area.selectionStart);
    const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    insert(area, `${gap}${text}\n`, area.selectionStart, area.selectionStart);
  };

  const tools = {
    heading: (area) => lines(area, () => "## "),
    bold: (area, box) => wrap(area, "**", box.dataset.words),
    italic: (area, box) => wrap(area, "*", box.dataset.words),
    list: (area) => lines(area, () => "- "),
    numbered: (area) => lines(area, (at) => `${at + 1}. `),
    table: (area, box) => {
      const name = box.dataset.column;
      block(area, `| ${name} 1 | ${name} 2 |\n| --- | --- |\n|  |  |`);
    },
    link: (area, box) => {
      const { selectionStart: from, selectionEnd: to } = area;
      const chosen = area.value.slice(from, to) || box.dataset.words;
      insert(area, `[${chosen}](https://)`, from, to);
      const end = from + chosen.length + 11;
      area.setSelectionRange(end, end);
    },
  };

  const roving = (bar) => {
    const buttons = [...bar.querySelectorAll("button")];
    bar.addEventListener("keydown", (event) => {
      const at = buttons.indexOf(document.activeElement);
      const last = buttons.length - 1;
      const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at ? at - 1 : last, Home: 0, End: last }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      buttons.forEach((button, place) => { button.tabIndex = place === to ? 0 : -1; });
      buttons[to].focus();
    });
  };

  const STRUCTURE = /<(?:h[1-6]|p|li|table|a|b|strong|i|em)[\s>]/i;

  const paste = async (event, area, box) => {
    const html = event.clipboardData?.getData("text/html") ?? "";
    if (!STRUCTURE.test(html)) return;
    event.preventDefault();
    const plain = event.clipboardData.getData("text/plain");
    const { selectionStart: from, selectionEnd: to } = area;
    const body = new FormData();
    body.append("html", new Blob([html], { type: "text/html" }), "pasted.html");
    body.append("csrfmiddlewaretoken", area.form.querySelector("[name=csrfmiddlewaretoken]").value);
    let text = plain;
    let said = box.dataset.said;
    try {
      const response = await fetch(box.dataset.paste, { method: "POST", body });
      const answer = await response.json();
      if (response.ok) text = answer.markdown;
      else said = answer.error ?? "";
    } catch {
      said = "";
    }
    insert(area, text, from, to);
    box.querySelector("[data-desk-said]").textContent = said;
  };

  const start = () => document.querySelectorAll("[data-desk-markdown]").forEach((box) => {
    const area = box.querySelector("textarea");
    const bar = box.querySelector("[role=toolbar]");
    bar.hidden = false;
    roving(bar);
    bar.addEventListener("click", (event) => {
      const tool = event.target.closest("[data-tool]");
      if (tool) tools[tool.dataset.tool](area, box);
    });
    area.addEventListener("keydown", (event) => {
      const tool = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && { b: "bold", i: "italic" }[event.key];
      if (!tool) return;
      event.preventDefault();
      tools[tool](area, box);
    });
    area.addEventListener("paste", (event) => paste(event, area, box));
  });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
