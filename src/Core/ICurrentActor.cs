namespace MlOpsDashboard.Core;

/// <summary>Who acts, for the activity log. Without sign-in it is always the same person.</summary>
public interface ICurrentActor
{
    string Name { get; }
}
