package dev.holdfast.server.deploy.app;

import jakarta.annotation.security.DeclareRoles;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.HttpConstraint;
import jakarta.servlet.annotation.HttpMethodConstraint;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.ServletSecurity;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Takes uploads from everybody, and shows itself to administrators only. */
@WebServlet("/upload")
@MultipartConfig(maxFileSize = 1000)
@ServletSecurity(value = @HttpConstraint(rolesAllowed = "admin"), httpMethodConstraints = @HttpMethodConstraint("POST"))
@DeclareRoles("admin")
public final class UploadServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print(request.getRemoteUser() + " " + request.isUserInRole("admin"));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        response.getWriter()
                .print(request.getPart("file").getSubmittedFileName() + " "
                        + request.getPart("file").getSize());
    }
}
