using System.Globalization;

namespace MlOpsDashboard.Core.Work;

/// <summary>A process that is never mistaken for another: no other has its id and start time in the same boot.</summary>
/// <param name="Boot">The kernel's id of this boot.</param>
/// <param name="StartTicks">When it began, in clock ticks since boot.</param>
public sealed record ProcessIdentity(string Boot, int ProcessId, long StartTicks)
{
    public static ProcessIdentity? Parse(string? text) =>
        text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var id, var ticks, var boot]
        && int.TryParse(id, CultureInfo.InvariantCulture, out var processId)
        && long.TryParse(ticks, CultureInfo.InvariantCulture, out var startTicks)
            ? new(boot.Trim(), processId, startTicks)
            : null;

    /// <summary>Id, start and boot, with a space between.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ProcessId} {StartTicks} {Boot}");
}
