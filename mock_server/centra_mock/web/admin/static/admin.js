// What the pages need beside htmx: a region that is replaced keeps selected boxes, open details and the scroll position,
// and waits while it is in use; and one box selects all boxes of its table.
"use strict";

const marks = (region) => ({
  ticked: new Set([...region.querySelectorAll("input[type=checkbox][name]:checked")].map((box) => `${box.name}=${box.value}`)),
  open: new Set([...region.querySelectorAll("details[id][open]")].map((fold) => fold.id)),
  scrolled: [...region.querySelectorAll(".scroll")].map((box) => [box.scrollLeft, box.scrollTop]),
});

const kept = new WeakMap();

// A region waits with its update while a button in it is pressed, a text is selected or a field is edited: the update
// would remove the button, the selection or the input.
const FIELDS = "input:not([type=hidden], [type=checkbox]), textarea, select";
let pressed = null;
const waiting = new Set();

const given = (field) => field.matches("select")
  ? ([...field.options].find((each) => each.defaultSelected) ?? field.options[0])?.value
  : field.defaultValue;

const isWrittenIn = (region) => [...region.querySelectorAll(FIELDS)]
  .some((each) => each === document.activeElement || each.value !== given(each));

const isHeld = (region) => {
  const marked = getSelection();
  return region.contains(pressed) || (!marked.isCollapsed && region.contains(marked.anchorNode)) || isWrittenIn(region);
};

const goOn = () => {
  for (const region of [...waiting].filter((each) => !isHeld(each))) {
    waiting.delete(region);
    if (region.isConnected) htmx.trigger(region, "sse:activity");
  }
};

const released = () => {
  pressed = null;
  goOn();
};

document.addEventListener("pointerdown", (event) => { pressed = event.target; });
// The click comes right after.
for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => setTimeout(released));
document.addEventListener("selectionchange", goOn);
document.addEventListener("focusout", () => setTimeout(goOn));

document.addEventListener("htmx:beforeSwap", (event) => {
  const region = event.detail.target;
  if (isHeld(region) && region.getAttribute("hx-trigger") === "sse:activity") {
    event.detail.shouldSwap = false;
    waiting.add(region);
  } else {
    kept.set(region, marks(region));
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  const region = event.detail.target, before = kept.get(region);
  if (!before) return;
  for (const box of region.querySelectorAll("input[type=checkbox][name]")) {
    if (before.ticked.has(`${box.name}=${box.value}`)) box.checked = true;
  }
  for (const fold of region.querySelectorAll("details[id]")) {
    if (before.open.has(fold.id)) fold.open = true;
  }
  region.querySelectorAll(".scroll").forEach((box, place) => box.scrollTo(...(before.scrolled[place] ?? [0, 0])));
});

// <input type="checkbox" data-all="event"> ticks every box with the name "event" in its form.
document.addEventListener("change", (event) => {
  const name = event.target.dataset?.all;
  if (!name) return;
  for (const box of event.target.form.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`)) {
    box.checked = event.target.checked;
  }
});

// <button type="button" data-copy="id"> puts the text of that element into the clipboard. A page that came over plain HTTP
// from another machine has none: there the text is unfolded and selected.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  const holder = document.getElementById(button.dataset.copy);
  const copied = navigator.clipboard?.writeText(holder.textContent) ?? Promise.reject();
  copied.then(() => { button.dataset.copied = ""; }, () => {
    holder.closest("details").open = true;
    getSelection().selectAllChildren(holder);
  });
});

// The arrows lead to the pages before and after, unless they move a cursor or scroll what has the focus.
const WITH_ARROWS = "input, select, textarea, [popover], [tabindex='0']";

document.addEventListener("keydown", (event) => {
  const to = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  if (!to || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!event.target.closest(WITH_ARROWS)) document.querySelector(`.pager a[rel=${to}]`)?.click();
});

// The stream of what happens. A browser opens six connections to a server, so a hidden tab closes its
// stream, and sends the last id when it is shown again.
class Stream extends EventTarget {
  #url; #source;

  constructor(url) {
    super();
    this.#url = new URL(url, location);
    document.addEventListener("visibilitychange", this.#turn);
    this.#turn();
  }

  #turn = () => {
    this.#source?.close();
    if (document.hidden) return;
    this.#source = new EventSource(this.#url);
    this.#source.addEventListener("activity", (event) => {
      this.#url.searchParams.set("seen", event.lastEventId);
      this.dispatchEvent(new MessageEvent("activity", { data: event.data }));
    });
  };

  close() {
    document.removeEventListener("visibilitychange", this.#turn);
    this.#source?.close();
  }
}

htmx.createEventSource = (url) => new Stream(url);
