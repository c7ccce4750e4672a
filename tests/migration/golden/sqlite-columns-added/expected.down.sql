-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_A" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "n" INTEGER NOT NULL
);
INSERT INTO "new_A" ("id", "n") SELECT "id", "n" FROM "A";
DROP TABLE "A";
ALTER TABLE "new_A" RENAME TO "A";
CREATE INDEX "A_n_idx" ON "A"("n");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
