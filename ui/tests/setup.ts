// jsdom knows no layout: what scrolls into view or reports a size is of no interest here.
Element.prototype.scrollIntoView ??= () => {};
