namespace MlOpsDashboard.Dashboard.Services;

/// <summary>Tells the parts of a circuit's pages that its person has read something that waited for them.</summary>
public sealed class ForYouMarks
{
    public event Action? Changed;

    public void Tell() => Changed?.Invoke();
}
