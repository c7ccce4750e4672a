-- AlterTable
ALTER TABLE "Comment" ALTER COLUMN "postId" SET NOT NULL;
