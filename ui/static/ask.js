// The Ask tab: marks lead to their cards, hovering shows the quote, answers are copied.
(() => {
  const words = (text) => [...text].map((part) => part.textContent).join("\n");

  // A mark's card may belong to an earlier answer: then the panel is asked for it first.
  const focusCard = (id, until = performance.now() + 3000) => {
    const card = document.getElementById(id);
    if (!card) {
      if (performance.now() < until) requestAnimationFrame(() => focusCard(id, until));
      return;
    }
    document.querySelectorAll(".yj-card.yj-active").forEach((other) => other.classList.remove("yj-active"));
    card.classList.add("yj-active");
    card.scrollIntoView({ block: "nearest", behavior: "instant" });
    card.focus({ preventScroll: true });
  };

  // Until the person's latest conversation is there, what is pressed waits for it: arriving
  // late, it would take the place of a question asked meanwhile.
  let waits = () => {};
  let open = false;
  const hold = (act) => (event) => {
    if (open || !event.target.closest?.("#yj-talk") || !act(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const send = () => document.getElementById("yj-send")?.click();
  for (const type of ["keydown", "keypress"]) window.addEventListener(type, hold((event) => {
    if (event.key !== "Enter" || event.shiftKey || event.target.tagName !== "TEXTAREA") return false;
    waits = send;
    return true;
  }), true);
  window.addEventListener("click", hold((event) => {
    const button = event.target.closest("button");
    if (button) waits = () => button.isConnected && button.click();
    return !!button;
  }), true);
  window.youju.opened = () => {
    open = true;
    setTimeout(waits);
  };

  let cameFrom = null;
  document.addEventListener("click", (event) => {
    const mark = event.target.closest?.("a.yj-mark");
    if (!mark) return;
    event.preventDefault();
    cameFrom = mark;
    const id = mark.getAttribute("href").slice(1);
    if (!document.getElementById(id)) window.youju.press("show", id.split("-")[1]);
    focusCard(id);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    hide();
    if (document.activeElement?.closest?.(".yj-card") && cameFrom?.isConnected) cameFrom.focus();
  });

  // The hint over a mark.
  const tip = document.createElement("div");
  tip.id = "yj-tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  const hide = () => { tip.hidden = true; };
  const show = (mark) => {
    const hint = mark.querySelector(".yj-hint");
    if (!hint) return;
    tip.textContent = hint.textContent;
    if (!tip.isConnected) document.querySelector(".gradio-container").append(tip);
    tip.hidden = false;
    mark.setAttribute("aria-describedby", tip.id);
    const at = mark.getBoundingClientRect();
    const size = tip.getBoundingClientRect();
    const left = Math.min(Math.max(at.left - size.width / 2, 8), innerWidth - size.width - 8);
    const above = at.top - size.height - 6;
    tip.style.left = `${left}px`;
    tip.style.top = `${above > 0 ? above : at.bottom + 6}px`;
  };
  const over = (event, act) => {
    const mark = event.target.closest?.("a.yj-mark");
    if (mark) act(mark);
  };
  for (const type of ["mouseover", "focusin"]) document.addEventListener(type, (e) => over(e, show));
  for (const type of ["mouseout", "focusout"]) document.addEventListener(type, (e) => over(e, hide));
  document.addEventListener("scroll", hide, true);

  const toClipboard = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea");  // pages that are not served securely
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  };
  window.youju.listen("copy", async (_, button) => {
    const plain = button.parentElement.querySelector(".yj-plain");
    await toClipboard(words(plain.querySelectorAll("i")));
    const label = button.textContent;
    button.textContent = plain.title;
    setTimeout(() => { button.textContent = label; }, 1500);
  });

  window.youju.download = (file) => {
    if (!file?.data) return;
    const bytes = Uint8Array.from(atob(file.data), (char) => char.charCodeAt(0));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type: file.type }));
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };

  // What was pressed is drawn anew with its answer: the focus goes back to it.
  let pressed = null;
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.('#yj-chat button[name^="yj-"]');
    if (button) pressed = { name: button.name, value: button.value };
  });
  const refocus = (chat) => {
    if (!pressed || document.activeElement !== document.body || chat.querySelector(".yj-pending")) return;
    const { name, value } = pressed;
    const buttons = [...chat.querySelectorAll(`button[name="${name}"]`)];
    const again = buttons.find((button) => button.value === value) ?? buttons.pop();
    (again ?? [...chat.querySelectorAll(".yj-menu summary")].pop())?.focus({ preventScroll: true });
    pressed = null;
  };

  // The chat calls every bubble by its whole markup, which nobody wants read out; it leaves no
  // room for aria-pressed; and it would show the end of a new answer instead of its beginning.
  let shown = "";
  const tidy = () => {
    const chat = document.getElementById("yj-chat");
    if (!chat) return;
    chat.querySelectorAll('[data-testid="bot"][aria-label], [data-testid="user"][aria-label]')
      .forEach((bubble) => bubble.removeAttribute("aria-label"));
    chat.querySelectorAll(".yj-like, .yj-dislike")
      .forEach((vote) => vote.setAttribute("aria-pressed", vote.classList.contains("yj-on")));
    refocus(chat);
    const questions = chat.querySelectorAll(".yj-question");
    const last = questions[questions.length - 1];
    const waits = !!chat.querySelector(".yj-pending");
    const state = [questions.length, last?.textContent, waits, document.documentElement.lang].join();
    if (!last || state === shown) return;
    shown = state;
    const scroller = chat.querySelector(".bubble-wrap");
    if (!scroller) return;
    scroller.scrollTop += last.getBoundingClientRect().top - scroller.getBoundingClientRect().top - 28;
  };
  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; tidy(); });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
