/* The notice as it would read, while its words are written. Without it the preview is of what is set. */
(() => {
  const fill = (box) => box.querySelectorAll("[data-desk-phrase]").forEach((shown) => {
    const input = box.querySelector(`input[data-phrase="${shown.dataset.deskPhrase}"]`);
    const text = input.value.trim() || input.placeholder;
    shown.textContent = text
      .replaceAll("{title}", () => box.dataset.title)
      .replaceAll("{date}", () => box.dataset.day);
  });
  document.addEventListener("input", (event) => {
    const box = event.target.closest?.("[data-desk-wording]");
    if (box) fill(box);
  });
})();
