using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MlOpsDashboard.Registry.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Work : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Work",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Group = table.Column<string>(type: "TEXT", nullable: false),
                    Order = table.Column<long>(type: "INTEGER", nullable: false),
                    Status = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    StopRequested = table.Column<bool>(type: "INTEGER", nullable: false),
                    Token = table.Column<long>(type: "INTEGER", nullable: false),
                    Holder = table.Column<string>(type: "TEXT", nullable: true),
                    Attempt = table.Column<int>(type: "INTEGER", nullable: false),
                    Faults = table.Column<int>(type: "INTEGER", nullable: false),
                    Handle = table.Column<string>(type: "TEXT", nullable: true),
                    OutputOffset = table.Column<long>(type: "INTEGER", nullable: false),
                    ErrorOffset = table.Column<long>(type: "INTEGER", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", nullable: true),
                    EarlierSeconds = table.Column<double>(type: "REAL", nullable: false),
                    AttemptSeconds = table.Column<double>(type: "REAL", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Work", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Work_Order",
                table: "Work",
                column: "Order");

            migrationBuilder.CreateIndex(
                name: "IX_Work_Status",
                table: "Work",
                column: "Status");

            // What waits or was at work. Nobody holds it: the first start gives it back and goes on with it.
            migrationBuilder.Sql("""
                INSERT INTO "Work" ("Id", "Kind", "Group", "Order", "Status", "CreatedAt", "StopRequested", "Token", "Attempt", "Faults", "OutputOffset", "ErrorOffset", "EarlierSeconds", "AttemptSeconds")
                SELECT r."Id", 'Training', CASE WHEN s."SpecJson" LIKE '%mixed_float16%' THEN 'gpu' ELSE 'cpu' END, r."Number",
                    CASE WHEN r."Status" IN ('Queued', 'Interrupted') THEN 'Waiting' ELSE 'Active' END, r."CreatedAt", r."Status" = 'Stopping', r."LeaseToken", r."Attempts", 0, 0, 0,
                    COALESCE((SELECT SUM(e."Seconds") FROM "RunEpochs" e WHERE e."RunId" = r."Id"), 0), 0
                FROM "Runs" r JOIN "TrainingSpecs" s ON s."RunId" = r."Id"
                WHERE r."Status" IN ('Queued', 'Starting', 'Running', 'Stopping', 'Interrupted')
                """);
            migrationBuilder.Sql("""
                INSERT INTO "Work" ("Id", "Kind", "Group", "Order", "Status", "CreatedAt", "StopRequested", "Token", "Attempt", "Faults", "OutputOffset", "ErrorOffset", "EarlierSeconds", "AttemptSeconds")
                SELECT "Id", 'Import', 'io', (SELECT COALESCE(MAX("Number"), 0) FROM "Runs") + ROW_NUMBER() OVER (ORDER BY "CreatedAt"),
                    CASE WHEN "Status" = 'Queued' THEN 'Waiting' ELSE 'Active' END, "CreatedAt", 0, 0, CASE WHEN "Status" = 'Queued' THEN 0 ELSE 1 END, 0, 0, 0, 0, 0
                FROM "Imports" WHERE "Status" IN ('Queued', 'Running')
                """);

            // One statement each, so that a table is never built anew in several steps.
            foreach (var column in new[] { "LeaseExpiresAt", "LeaseNode", "LeaseToken" }) migrationBuilder.Sql($"ALTER TABLE \"Runs\" DROP COLUMN \"{column}\"");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Work");

            migrationBuilder.AddColumn<long>(
                name: "LeaseExpiresAt",
                table: "Runs",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "LeaseNode",
                table: "Runs",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LeaseToken",
                table: "Runs",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);
        }
    }
}
