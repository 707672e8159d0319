// Modal dialogs. What lies outside of one gets no click and is not read: messages come with it.

const MESSAGES = ['toasts', 'say'];

/** Opens a dialog; whoever opened it has the focus again afterwards, or `home` where that is gone. */
export function showModal(dialog, home) {
  if (dialog.open) return;
  dialog.showModal();
  for (const id of MESSAGES) dialog.moveBefore?.(document.getElementById(id), null);
  // What was shown first lies below.
  const toasts = document.getElementById('toasts');
  toasts.hidePopover();
  toasts.showPopover();
  dialog.addEventListener('close', () => {
    for (const id of MESSAGES) {
      const region = document.getElementById(id);
      if (dialog.contains(region)) document.body.moveBefore(region, dialog.nextSibling);
    }
    if (document.activeElement === document.body) home.focus({ preventScroll: true });
  }, { once: true });
}
