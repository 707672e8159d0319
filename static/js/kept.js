// What this browser keeps between visits. Without a store, or with a full one, things last as long as the page.

export function recall(name, otherwise, store = localStorage) {
  try {
    return JSON.parse(store.getItem(name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function keep(name, value, store = localStorage) {
  try {
    if (value === null) store.removeItem(name);
    else store.setItem(name, JSON.stringify(value));
  } catch {
    // It only costs the memory of it.
  }
}
