import "./authority-app.ts";
