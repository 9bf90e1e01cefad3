using System.Text.Json;
using MlOpsDashboard.Workers.Jobs.Children;

namespace MlOpsDashboard.Workers.Jobs.Launching;

/// <summary><c>child.pid</c> of program versions up to 0.1.</summary>
internal sealed record OldPidFile(int ProcessId, long StartTicks)
{
    public static OldPidFile? Read(string folder)
    {
        try
        {
            return Posix.Read(Path.Combine(folder, "child.pid")) is { } text ? JsonSerializer.Deserialize<OldPidFile>(text) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
