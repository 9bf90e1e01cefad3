using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Models;

/// <summary>The one way in which an alias moves: with a row of its history and a line of the activity log, in the unit's transaction.</summary>
internal static class AliasMoves
{
    // Of the activity log: all that gives a model another revision.
    private static readonly string[] Actions = ["alias-moved", "alias-rolled-back", "alias-removed", "version-registered"];

    /// <summary>A reason as it is stored: on one line, 1 to 1,000 characters.</summary>
    public static Outcome<string> Reason(string? reason) => PlainText.Name(reason?.ReplaceLineEndings(" "), "words.text.reason", 1_000);

    /// <summary>The refusal of a move that was decided on while somebody else changed the model.</summary>
    /// <param name="model">With its aliases.</param>
    public static async Task<Refusal> MeanwhileAsync(RegistryContext context, RegisteredModel model, string alias, CancellationToken cancellationToken) =>
        new(
            RefusalKind.Conflict,
            "registry.alias.moved",
            ("model", model.Name),
            ("by", await ByAsync(context, model.Id, null, cancellationToken)),
            (
                "now",
                model.AliasList.FirstOrDefault(a => a.Alias == alias) is { } held
                    ? new Refusal("registry.alias.now", ("alias", alias), ("version", $"{held.Version}"))
                    : new Refusal("registry.alias.nowNone", ("alias", alias))
            )
        );

    /// <param name="model">With its aliases.</param>
    /// <param name="review">Whose decision it is; null for one by hand.</param>
    public static async Task<Outcome> MoveAsync(
        WriteUnit unit,
        RegisteredModel model,
        string alias,
        int version,
        Caller by,
        string reason,
        ReviewId? review,
        bool isRollback,
        CancellationToken cancellationToken
    )
    {
        if (!await unit.Context.ModelVersions.AnyAsync(v => v.ModelId == model.Id && v.Number == version, cancellationToken))
            return Outcome.Refused(
                new Refusal(
                    RefusalKind.NotFound,
                    "registry.version.missing",
                    ("model", model.Name),
                    ("version", version.ToString(CultureInfo.InvariantCulture))
                )
            );
        if (model.AliasList.Any(a => a.Alias == alias && a.Version == version))
            return Outcome.Refused(
                new Refusal(RefusalKind.Conflict, "registry.alias.same", ("alias", alias), ("model", model.Name), ("version", $"{version}"))
            );
        // Only the version aimed at is loaded: versions are heavy.
        await unit.Context.Entry(model).Collection(m => m.Versions).Query().Where(v => v.Number == version).LoadAsync(cancellationToken);
        var before = model.MoveAlias(alias, version, unit.Now);
        Add(unit, model, alias, version, before, review, isRollback);
        var said = before is null
            ? new Refusal("activity.alias.set", ("alias", alias), ("model", model.Name), ("version", $"{version}"))
            : new Refusal(
                isRollback ? "activity.alias.rolledBack" : "activity.alias.moved",
                ("alias", alias),
                ("model", model.Name),
                ("before", $"{before}"),
                ("version", $"{version}")
            );
        ActivityLog.Append(unit, by, model.ProjectId, model.Id, isRollback ? "alias-rolled-back" : "alias-moved", Subject(model.Name, alias), said, reason);
        return Outcome.Done;
    }

    /// <summary>Who was the last to change what carries an alias, in words.</summary>
    /// <param name="subject">The alias, as the log names it; null for any of the model's, or its versions.</param>
    public static async Task<Refusal> ByAsync(RegistryContext context, ModelId model, string? subject, CancellationToken cancellationToken) =>
        await context
            .Activity.Where(e => e.ModelId == model && Actions.Contains(e.Action) && (subject == null || e.Subject == subject))
            .OrderByDescending(e => e.Id)
            .Select(e => e.Actor)
            .FirstOrDefaultAsync(cancellationToken)
            is { } by
            ? Refusal.OfSentence(by)
            : new("registry.alias.somebody");

    /// <summary>How the activity log names an alias.</summary>
    public static string Subject(string model, string alias) => $"{model}@{alias}";

    /// <summary>Of an alias that was moved or taken away.</summary>
    public static void Add(WriteUnit unit, RegisteredModel model, string alias, int? version, int? before, ReviewId? review = null, bool isRollback = false) =>
        unit.Context.Add(
            new AliasMove
            {
                ModelId = model.Id,
                Alias = alias,
                Version = version,
                Before = before,
                At = unit.Now,
                IsRollback = isRollback,
                ReviewId = review,
            }
        );
}
