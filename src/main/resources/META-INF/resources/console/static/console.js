// What htmx does not do: copy a text, pause while the page is hidden, and notice the end of a session.
(function () {
  'use strict';

  function reveal(root) {
    if (!navigator.clipboard) return;
    root.querySelectorAll('button.copies[hidden]').forEach(function (button) { button.hidden = false; });
  }

  document.addEventListener('click', function (event) {
    var button = event.target.closest && event.target.closest('button.copies');
    var source = button && document.getElementById(button.dataset.copy);
    if (!source) return;
    navigator.clipboard.writeText(source.textContent).then(function () {
      button.textContent = 'Copied';
      setTimeout(function () { button.textContent = 'Copy'; }, 2000);
    });
  });

  // A refresh waits while rows are chosen, or while the page is hidden.
  document.addEventListener('htmx:beforeRequest', function (event) {
    var part = event.target.closest('[data-refresh]');
    if (part && (document.hidden || part.contains(document.activeElement) || part.querySelector('input:checked'))) {
      event.preventDefault();
    }
  });

  // 499: the session has ended, and only a page can show the login.
  document.addEventListener('htmx:responseError', function (event) {
    if (event.detail.xhr.status === 499) location.reload();
  });

  // Neither is the page for those whose session the provider renews no more a part of this one.
  document.addEventListener('htmx:beforeSwap', function (event) {
    if (event.detail.xhr.responseURL.includes('/console/signed-out')) {
      event.preventDefault();
      location.reload();
    }
  });

  // The job has ended: its page has other buttons now.
  document.addEventListener('htmx:sseClose', function (event) {
    if (event.detail.type === 'message') location.reload();
  });

  document.addEventListener('DOMContentLoaded', function () { reveal(document); });
  document.addEventListener('htmx:load', function (event) { reveal(event.target); });
})();
