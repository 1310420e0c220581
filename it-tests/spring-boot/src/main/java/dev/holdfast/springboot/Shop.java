package dev.holdfast.springboot;

import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.Callable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Says what requests say of themselves. */
@SpringBootApplication
@RestController
public class Shop {
    /** Made by Spring. */
    public Shop() {}

    /** Starts the application. */
    public static void main(String[] args) {
        SpringApplication.run(Shop.class, args);
    }

    /** Answers on a thread of the worker pool. */
    @GetMapping("/facts")
    public String facts(HttpServletRequest request) {
        return request.getServerPort() + " " + request.isSecure() + " " + request.getRemoteAddr() + " "
                + request.getContextPath() + " " + request.getServletPath();
    }

    /** Answers asynchronously. */
    @GetMapping("/later")
    public Callable<String> later() {
        return () -> "later";
    }

    /** Counts the requests of the session. */
    @GetMapping("/visits")
    public String visits(HttpServletRequest request) {
        Integer before = (Integer) request.getSession().getAttribute("visits");
        int visits = before == null ? 1 : before + 1;
        request.getSession().setAttribute("visits", visits);
        return String.valueOf(visits);
    }
}
