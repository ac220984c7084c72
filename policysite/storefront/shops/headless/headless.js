// A shop that writes its own notice: all it needs stands in notice.json.
const {policies} = document.currentScript.dataset;

async function show() {
  const language = document.documentElement.lang;
  const answer = await fetch(`${policies}/policies-api/notice.json?lang=${language}`);
  const {notices, labels} = await answer.json();
  for (const notice of notices) {
    const item = document.createElement("p"), link = document.createElement("a");
    const sentence = labels[notice.state].replace("{title}", notice.title);
    link.href = notice.compare;
    link.textContent = labels.compare;
    item.append(sentence.replace("{date}", labels[notice.effective]), " ", notice.message, " ", link);
    document.querySelector("#policies").append(item);
  }
}

show().catch(() => {});
