import "./log-app.ts";
