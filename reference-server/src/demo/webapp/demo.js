'use strict';

const show = (id, text) => { document.getElementById(id).textContent = text; };

document.getElementById('slow').addEventListener('submit', async event => {
  event.preventDefault();
  const started = performance.now();
  show('slow-answer', 'waiting...');
  try {
    const response = await fetch('slow?ms=' + encodeURIComponent(event.target.ms.value));
    const text = response.ok ? (await response.text()).trim() : 'refused with ' + response.status;
    show('slow-answer', text + ' (measured here: ' + Math.round(performance.now() - started) + ' ms)');
  } catch (error) {
    show('slow-answer', 'no answer: ' + error.message);
  }
});

document.getElementById('echo').addEventListener('submit', event => {
  event.preventDefault();
  const url = new URL('echo', document.baseURI);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(url);
  socket.onopen = () => socket.send(event.target.message.value);
  socket.onmessage = message => {
    show('echo-answer', 'echoed: ' + message.data);
    socket.close();
  };
  socket.onerror = () => show('echo-answer', 'no WebSocket here');
});
