using System.Globalization;
using System.Text;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Models;

/// <summary>A model's name: 1 to 64 letters and digits of any script, with spaces, dots, dashes and underscores, beginning with a letter or digit.</summary>
public readonly record struct ModelName(string Value)
{
    private const int Longest = 64;

    public static Outcome<ModelName> TryParse(string? text)
    {
        var name = text?.Trim() ?? "";
        var fits = name.Length is >= 1 and <= Longest && Rune.IsLetterOrDigit(name.EnumerateRunes().First()) && name.EnumerateRunes().All(Fits) && !name.Contains("  ", StringComparison.Ordinal);
        return fits ? new ModelName(name) : Outcome<ModelName>.Refused(new Refusal("registry.model.name", ("most", $"{Longest}"), ("received", name)));
    }

    /// <summary>The nearest name that fits: what a form proposes. Empty where nothing of the text can stay.</summary>
    public static string Propose(string? text)
    {
        var made = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            var next = Fits(rune) ? rune : new Rune('-');
            if (made.Length == 0 && !Rune.IsLetterOrDigit(next)) continue;
            if (made.Length + next.Utf16SequenceLength > Longest) break;
            if (!(next.Value is ' ' or '-' && made[^1] is ' ' or '-')) made.Append(next.ToString());
        }
        return made.ToString().TrimEnd(' ', '-', '.', '_');
    }

    // Marks belong to letters: many scripts have no composed form of them.
    private static bool Fits(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '.' or '-' or '_' || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    public override string ToString() => Value;
}

/// <summary>The aliases a version can carry.</summary>
public static class Aliases
{
    public const string Champion = "champion";
    public const string Challenger = "challenger";
    public const string Staging = "staging";

    public static IReadOnlyList<string> All { get; } = [Champion, Challenger, Staging];
}

/// <summary>A model in the registry: versions that never change, and aliases that move between them.</summary>
public sealed class RegisteredModel
{
    private readonly List<ModelVersion> versions = [];
    private readonly List<ModelAlias> aliases = [];

    private RegisteredModel()
    {
    }

    public RegisteredModel(ModelId id, string name, ProjectId project, string createdBy, DateTimeOffset now)
    {
        Id = id;
        Name = name;
        ProjectId = project;
        CreatedBy = createdBy;
        CreatedAt = now;
    }

    public ModelId Id { get; private set; }
    public ProjectId ProjectId { get; private set; }

    /// <summary>The user who registered its first version.</summary>
    public string CreatedBy { get; private set; } = "";
    public string Name { get; private set; } = "";
    public string Description { get; private set; } = "";
    public DateTimeOffset CreatedAt { get; private set; }
    public bool IsArchived { get; private set; }
    public IReadOnlyList<ModelVersion> Versions => versions;
    public IReadOnlyList<ModelAlias> AliasList => aliases;

    /// <summary>Changes with every move of an alias; two moves at once: one wins (optimistic concurrency).</summary>
    public long Revision { get; private set; }

    public ModelVersion AddVersion(ModelVersionContents contents, DateTimeOffset now)
    {
        var version = new ModelVersion(ModelVersionId.New(), Id, versions.Count == 0 ? 1 : versions.Max(v => v.Number) + 1, contents, now);
        versions.Add(version);
        Revision++;
        return version;
    }

    /// <summary>Moves the alias to a version.</summary>
    /// <returns>The version that carried it before, or null.</returns>
    public int? MoveAlias(string alias, int version, DateTimeOffset now)
    {
        if (!Aliases.All.Contains(alias)) throw new InvalidOperationException($"{alias} is not an alias; there are {string.Join(", ", Aliases.All)}.");
        if (versions.All(v => v.Number != version)) throw new InvalidOperationException($"{Name} has no version {version}.");
        Revision++;
        var held = aliases.FirstOrDefault(a => a.Alias == alias);
        if (held is null)
        {
            aliases.Add(new(Id, alias, version, now));
            return null;
        }
        var before = held.Version;
        held.Move(version, now);
        return before;
    }

    /// <returns>The version that carried it, or null where none did.</returns>
    public int? RemoveAlias(string alias)
    {
        var held = aliases.FirstOrDefault(a => a.Alias == alias);
        if (held is null) return null;
        aliases.Remove(held);
        Revision++;
        return held.Version;
    }

    public void Describe(string description) => Description = description;

    public void Archive(bool archived) => IsArchived = archived;
}

public sealed class ModelAlias
{
    private ModelAlias()
    {
    }

    internal ModelAlias(ModelId model, string alias, int version, DateTimeOffset now)
    {
        ModelId = model;
        Alias = alias;
        Version = version;
        MovedAt = now;
    }

    public ModelId ModelId { get; private set; }
    public string Alias { get; private set; } = "";
    public int Version { get; private set; }
    public DateTimeOffset MovedAt { get; private set; }

    internal void Move(int version, DateTimeOffset now) => (Version, MovedAt) = (version, now);
}

/// <summary>Everything a version remembers; immutable once stored.</summary>
/// <param name="Artifact">SHA-256 of the <c>.keras</c> file in the artifact store.</param>
/// <param name="PreprocessingJson">The preprocessing function as data; executed from here at predict time.</param>
/// <param name="EngineVersion">Version of the program that trained it.</param>
/// <param name="Metrics">Of its run's best epoch.</param>
/// <param name="ParityJson">What the preprocessing parity check found, as JSON.</param>
public sealed record ModelVersionContents(
    string Artifact, long Bytes, string PreprocessingJson, IReadOnlyList<string> ClassNames, DatasetVersionId DatasetVersion, string SpecJson, string HistoryJson, string EvaluationJson,
    string EngineVersion, RunId Run, ModelVersionId? Parent, MetricValues Metrics, string Description, string ParityJson);

public sealed class ModelVersion
{
    private ModelVersion()
    {
    }

    internal ModelVersion(ModelVersionId id, ModelId model, int number, ModelVersionContents contents, DateTimeOffset now)
    {
        Id = id;
        ModelId = model;
        Number = number;
        CreatedAt = now;
        Artifact = contents.Artifact;
        Bytes = contents.Bytes;
        PreprocessingJson = contents.PreprocessingJson;
        ClassNames = contents.ClassNames;
        DatasetVersionId = contents.DatasetVersion;
        SpecJson = contents.SpecJson;
        HistoryJson = contents.HistoryJson;
        EvaluationJson = contents.EvaluationJson;
        EngineVersion = contents.EngineVersion;
        RunId = contents.Run;
        ParentId = contents.Parent;
        Metrics = contents.Metrics;
        Description = contents.Description;
        ParityJson = contents.ParityJson;
    }

    public ModelVersionId Id { get; private set; }
    public ModelId ModelId { get; private set; }
    public int Number { get; private set; }
    public string Artifact { get; private set; } = "";
    public long Bytes { get; private set; }
    public string PreprocessingJson { get; private set; } = "";
    public IReadOnlyList<string> ClassNames { get; private set; } = [];
    public DatasetVersionId DatasetVersionId { get; private set; }
    public string SpecJson { get; private set; } = "";
    public string HistoryJson { get; private set; } = "";
    public string EvaluationJson { get; private set; } = "";
    public string EngineVersion { get; private set; } = "";
    public RunId RunId { get; private set; }
    public ModelVersionId? ParentId { get; private set; }
    public MetricValues Metrics { get; private set; } = MetricValues.None;
    public string Description { get; private set; } = "";
    public string ParityJson { get; private set; } = "";
    public DateTimeOffset CreatedAt { get; private set; }
}

/// <summary>A line of the append-only activity log.</summary>
public sealed class ActivityEntry
{
    /// <summary>The rule by which new lines are hashed. Lines of earlier rules keep theirs.</summary>
    public const int NewestRule = 3;

    private ActivityEntry()
    {
    }

    /// <param name="said">What happened.</param>
    /// <param name="reason">Why, in the words of whoever did it; or null.</param>
    /// <param name="of">A run, dataset, import, model or custom model, by its id.</param>
    public ActivityEntry(DateTimeOffset time, Caller by, string action, string subject, Refusal said, string? reason, ProjectId project, ObjectReference of)
    {
        Time = time;
        Actor = by.User;
        OnBehalfOf = by.OnBehalfOf;
        Action = action;
        Subject = subject;
        (Sentence, Said) = StoredSentence.Of(said);
        Reason = reason;
        ProjectId = project;
        ObjectKind = of.Kind;
        ObjectId = of.Id ?? throw new ArgumentException($"Expected an object by its id; received {of}.", nameof(of));
        ModelId = of.Kind == Callers.ObjectKind.Model ? new ModelId(ObjectId.Value) : null;
        Rule = NewestRule;
    }

    public long Id { get; private set; }
    public DateTimeOffset Time { get; private set; }
    public string Actor { get; private set; } = "";

    /// <summary>The person a program acted for, or null.</summary>
    public string? OnBehalfOf { get; private set; }
    /// <summary>Such as <c>alias-moved</c>, <c>version-registered</c>.</summary>
    public string Action { get; private set; } = "";
    public string Subject { get; private set; } = "";
    /// <summary>In English; in lines of rules 1 and 2 in the language of whoever wrote it.</summary>
    public string Sentence { get; private set; } = "";

    /// <summary>The same as code and values, see <see cref="StoredSentence"/>; null in lines of rules 1 and 2.</summary>
    public Refusal? Said { get; private set; }
    public string? Reason { get; private set; }
    public ModelId? ModelId { get; private set; }
    public ProjectId ProjectId { get; private set; }

    /// <summary>What was changed; null in lines of rule 1 that do not say.</summary>
    public ObjectKind? ObjectKind { get; private set; }
    public Guid? ObjectId { get; private set; }

    /// <summary>The rule by which <see cref="Hash"/> was made.</summary>
    public int Rule { get; private set; }
    /// <summary>SHA-256 over the previous line's hash and this line, so that a changed line shows.</summary>
    public string Hash { get; private set; } = "";

    public void Seal(string hash) => Hash = hash;
}
