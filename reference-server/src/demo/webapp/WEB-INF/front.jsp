<%@ page contentType="text/html;charset=UTF-8" session="false" %>
<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="UTF-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Holdfast demo</title>
  <link rel="icon" href="holdfast.svg">
  <link rel="stylesheet" href="demo.css">
</head>
<body>
<header>
  <img src="holdfast.svg" alt="" width="56" height="56">
  <div>
    <h1>Holdfast</h1>
    <p>This page came through <strong id="way">${way}</strong>.</p>
  </div>
</header>
<main>
  <section>
    <h2>This request</h2>
    <table>
      <% for (java.util.Map.Entry<?, ?> fact : ((java.util.Map<?, ?>) request.getAttribute("facts")).entrySet()) {
           pageContext.setAttribute("fact", fact); %>
      <tr><th scope="row">${fact.key}</th><td><%= dev.holdfast.demo.Html.escape(String.valueOf(fact.getValue())) %></td></tr>
      <% } %>
    </table>
  </section>
  <section>
    <h2>Session</h2>
    <p>You have been here <strong id="visits">${visits}</strong> time${visits == 1 ? '' : 's'} in this session.
      <a href="./">Once more</a></p>
  </section>
  <section>
    <h2>Hold the connection</h2>
    <form id="slow"><label>Answer after <input name="ms" type="number" value="1500" min="1" max="60000"> ms</label>
      <button>Ask</button></form>
    <output id="slow-answer"></output>
  </section>
  <section>
    <h2>WebSocket</h2>
    <form id="echo"><label>Message <input name="message" value="ahoy" maxlength="200"></label> <button>Echo</button></form>
    <output id="echo-answer"></output>
    ${throughAjp ? '<p class="note">AJP cannot carry a WebSocket: expect this to fail here, and to work on the direct port.</p>' : ''}
  </section>
</main>
<script src="demo.js"></script>
</body>
</html>
