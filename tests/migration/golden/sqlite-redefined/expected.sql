-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "C";
PRAGMA foreign_keys=on;

-- CreateTable
CREATE TABLE "D" (
    "id" BIGINT NOT NULL PRIMARY KEY
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_A" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "Zz" INTEGER NOT NULL DEFAULT 4,
    "aa" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "B" TEXT NOT NULL DEFAULT 'it''s'
);
INSERT INTO "new_A" ("B", "Zz", "aa", "id") SELECT coalesce("B", 'it''s') AS "B", coalesce("Zz", 4) AS "Zz", coalesce("aa", CURRENT_TIMESTAMP) AS "aa", "id" FROM "A";
DROP TABLE "A";
ALTER TABLE "new_A" RENAME TO "A";
CREATE INDEX "A_aa_idx" ON "A"("aa" DESC);
CREATE TABLE "new_B" (
    "id" INTEGER NOT NULL,
    "aId" INTEGER,
    "n" TEXT NOT NULL,

    PRIMARY KEY ("id", "n"),
    CONSTRAINT "B_aId_fkey" FOREIGN KEY ("aId") REFERENCES "A" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_B" ("aId", "id") SELECT "aId", "id" FROM "B";
DROP TABLE "B";
ALTER TABLE "new_B" RENAME TO "B";
CREATE INDEX "other" ON "B"("aId");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
