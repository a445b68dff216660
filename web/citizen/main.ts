import "./citizen-app.ts";
import { learnPersistence } from "./persistence.ts";

void learnPersistence();
