namespace MlOpsDashboard.Core.Callers;

/// <summary>What belongs together, and is seen by the same people. There is one so far.</summary>
public sealed class Project
{
    private Project() { }

    public Project(ProjectId id, string name, DateTimeOffset createdAt)
    {
        Id = id;
        Name = name;
        CreatedAt = createdAt;
    }

    public ProjectId Id { get; private set; }
    public string Name { get; private set; } = "";
    public DateTimeOffset CreatedAt { get; private set; }
}
