namespace MlOpsDashboard.Core.Models;

/// <summary>A model in the registry: versions that never change, and aliases that move between them.</summary>
public sealed class RegisteredModel
{
    private readonly List<ModelVersion> versions = [];
    private readonly List<ModelAlias> aliases = [];

    private RegisteredModel() { }

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
        if (!Aliases.All.Contains(alias))
            throw new InvalidOperationException($"{alias} is not an alias; there are {string.Join(", ", Aliases.All)}.");
        if (versions.All(v => v.Number != version))
            throw new InvalidOperationException($"{Name} has no version {version}.");
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
        if (held is null)
            return null;
        aliases.Remove(held);
        Revision++;
        return held.Version;
    }

    public void Describe(string description) => Description = description;

    public void Archive(bool archived) => IsArchived = archived;
}
