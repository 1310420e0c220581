package dev.holdfast.demo;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Collects what the container says about this request and its connection, and hands it to the page. */
@WebServlet("")
public final class FrontPage extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final String VISITS = "visits";

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        boolean throughAjp = "ajp".equals(request.getAttribute("dev.holdfast.listener"));
        request.setAttribute("way", throughAjp ? "the bridge, then AJP" : "HTTP, directly");
        request.setAttribute("throughAjp", throughAjp);
        request.setAttribute("facts", facts(request));
        request.setAttribute(VISITS, countVisit(request.getSession()));
        response.setHeader("Cache-Control", "no-store");
        request.getRequestDispatcher("/WEB-INF/front.jsp").forward(request, response);
    }

    private static Map<String, Object> facts(HttpServletRequest request) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("You asked for", request.getRequestURL());
        facts.put("Protocol", request.getProtocol());
        facts.put("Your address", request.getRemoteAddr() + " port " + request.getRemotePort());
        facts.put("Server address", request.getLocalAddr() + " port " + request.getLocalPort());
        facts.put("Container's connection", request.getServletConnection().getConnectionId());
        facts.put("Request on this server", request.getRequestId());
        facts.put("Served by thread", Thread.currentThread().getName());
        facts.put("Container", request.getServletContext().getServerInfo());
        facts.put("Java", Runtime.version());
        return facts;
    }

    private static int countVisit(HttpSession session) {
        int visits = session.getAttribute(VISITS) instanceof Integer before ? before + 1 : 1;
        session.setAttribute(VISITS, visits);
        return visits;
    }
}
