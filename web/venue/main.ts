import "./venue-app.ts";
