// What the page does by itself: nothing here is loaded from, or sent to, anywhere else.
document.documentElement.lang = "zh-CN";

window.youju = (() => {
  const listeners = new Map();

  // Buttons named yj-<kind> anywhere on the page are heard by the component that listens to it.
  const listen = (kind, act) => listeners.set(kind, act);
  const press = (kind, value) => listeners.get(kind)?.(value);

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.('button[name^="yj-"]');
    const act = button && listeners.get(button.name.slice(3));
    if (act) act(button.value, button);
  });

  const openDialog = (dialog, closed) => {
    if (dialog.open) return;
    const before = document.activeElement;
    dialog.addEventListener("close", () => { closed(); before?.focus?.(); }, { once: true });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();  // the backdrop
    });
    dialog.showModal();
    dialog.querySelector("mark")?.scrollIntoView({ block: "center" });
    dialog.querySelector(".yj-scroll")?.focus({ preventScroll: true });
  };

  return { listen, press, openDialog };
})();

// Input methods confirm a candidate with Enter. Gradio sends on the keypress that follows, which
// most browsers leave out while composing; here it is left out in all of them, and so is the
// keydown (isComposing, or keyCode 229 where the composition ends first).
for (const type of ["keydown", "keypress"]) {
  window.addEventListener(type, (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) {
      event.stopImmediatePropagation();
      if (type === "keypress") event.preventDefault();
    }
  }, true);
}
