-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "D";
PRAGMA foreign_keys=on;

-- CreateTable
CREATE TABLE "C" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_A" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "Zz" INTEGER,
    "aa" DATETIME,
    "B" INTEGER,
    "x" INTEGER NOT NULL
);
INSERT INTO "new_A" ("B", "Zz", "aa", "id") SELECT "B", "Zz", "aa", "id" FROM "A";
DROP TABLE "A";
ALTER TABLE "new_A" RENAME TO "A";
CREATE INDEX "A_aa_idx" ON "A"("aa");
CREATE TABLE "new_B" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "aId" INTEGER NOT NULL,
    CONSTRAINT "B_aId_fkey" FOREIGN KEY ("aId") REFERENCES "A" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_B" ("aId", "id") SELECT "aId", "id" FROM "B";
DROP TABLE "B";
ALTER TABLE "new_B" RENAME TO "B";
CREATE INDEX "B_aId_idx" ON "B"("aId");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
