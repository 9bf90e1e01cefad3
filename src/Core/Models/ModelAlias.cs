namespace MlOpsDashboard.Core.Models;

public sealed class ModelAlias
{
    private ModelAlias() { }

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
