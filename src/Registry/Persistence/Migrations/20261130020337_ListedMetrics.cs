using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MlOpsDashboard.Registry.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class ListedMetrics : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_RunMetrics_Name_Value_Number_RunId",
                table: "RunMetrics");

            migrationBuilder.AddColumn<bool>(
                name: "IsArchived",
                table: "RunMetrics",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<Guid>(
                name: "ProjectId",
                table: "RunMetrics",
                type: "TEXT",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"));

            migrationBuilder.Sql("""UPDATE "RunMetrics" SET ("IsArchived", "ProjectId") = (SELECT r."IsArchived", r."ProjectId" FROM "Runs" r WHERE r."Id" = "RunMetrics"."RunId")""");

            migrationBuilder.CreateIndex(
                name: "IX_RunMetrics_Name_Value_Number_IsArchived_ProjectId_RunId",
                table: "RunMetrics",
                columns: new[] { "Name", "Value", "Number", "IsArchived", "ProjectId", "RunId" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_RunMetrics_Name_Value_Number_IsArchived_ProjectId_RunId",
                table: "RunMetrics");

            migrationBuilder.DropColumn(
                name: "IsArchived",
                table: "RunMetrics");

            migrationBuilder.DropColumn(
                name: "ProjectId",
                table: "RunMetrics");

            migrationBuilder.CreateIndex(
                name: "IX_RunMetrics_Name_Value_Number_RunId",
                table: "RunMetrics",
                columns: new[] { "Name", "Value", "Number", "RunId" });
        }
    }
}
