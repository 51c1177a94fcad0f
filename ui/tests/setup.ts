// jsdom knows no layout: what scrolls into view or reports a size is of no interest here.
Element.prototype.scrollIntoView ??= () => {};
// Nor dialogs: there one is as open as its attribute says.
HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.open = true;
};
