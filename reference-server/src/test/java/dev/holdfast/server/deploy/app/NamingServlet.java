package dev.holdfast.server.deploy.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.naming.InitialContext;
import javax.naming.Name;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** Says what a name stands for; of a data source, what a query finds there; and how a name is read. */
@SuppressWarnings("BanJNDI") // It is what is tested.
@WebServlet("/name")
public final class NamingServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            String parsed = request.getParameter("parsed");
            if (parsed != null) {
                Name name = new InitialContext().getNameParser("").parse(parsed);
                response.getWriter().print(name + " of " + name.size() + " parts");
                return;
            }
            Object found = InitialContext.doLookup(request.getParameter("of"));
            response.getWriter()
                    .print(
                            found instanceof DataSource source
                                    ? first(source, request.getParameter("sql"))
                                    : found.getClass().getSimpleName() + " " + found);
        } catch (NamingException | SQLException e) {
            response.getWriter().print(e.getClass().getSimpleName());
        }
    }

    private static String first(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
