using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MlOpsDashboard.Registry.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class MailKinds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RenameColumn(
                name: "IsMention",
                table: "OutgoingMail",
                newName: "Kind");

            migrationBuilder.AlterColumn<Guid>(
                name: "CommentId",
                table: "OutgoingMail",
                type: "TEXT",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "TEXT");

            migrationBuilder.AddColumn<string>(
                name: "Address",
                table: "OutgoingMail",
                type: "TEXT",
                maxLength: 254,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Change",
                table: "OutgoingMail",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "ReviewId",
                table: "OutgoingMail",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_OutgoingMail_ReviewId_PersonId",
                table: "OutgoingMail",
                columns: new[] { "ReviewId", "PersonId" },
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "FK_OutgoingMail_Reviews_ReviewId",
                table: "OutgoingMail",
                column: "ReviewId",
                principalTable: "Reviews",
                principalColumn: "Id",
                onDelete: ReferentialAction.Cascade);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_OutgoingMail_Reviews_ReviewId",
                table: "OutgoingMail");

            migrationBuilder.DropIndex(
                name: "IX_OutgoingMail_ReviewId_PersonId",
                table: "OutgoingMail");

            migrationBuilder.DropColumn(
                name: "Address",
                table: "OutgoingMail");

            migrationBuilder.DropColumn(
                name: "Change",
                table: "OutgoingMail");

            migrationBuilder.DropColumn(
                name: "ReviewId",
                table: "OutgoingMail");

            migrationBuilder.RenameColumn(
                name: "Kind",
                table: "OutgoingMail",
                newName: "IsMention");

            migrationBuilder.AlterColumn<Guid>(
                name: "CommentId",
                table: "OutgoingMail",
                type: "TEXT",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "TEXT",
                oldNullable: true);
        }
    }
}
