-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "A";
PRAGMA foreign_keys=on;

-- CreateTable
CREATE TABLE "Z" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
);
