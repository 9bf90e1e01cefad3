using Microsoft.Extensions.Options;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Jobs.Children;

/// <summary>Starts <c>mlops</c> children, and takes over those of a dashboard that died.</summary>
public sealed class ChildLauncher(HostLocator locator, StorageLayout layout, IOptions<WorkerOptions> options, ChildTable table, TimeProvider time)
{
    /// <summary>Starts a child; it is listed in the <see cref="ChildTable"/> until it ends.</summary>
    public ChildProcess Start(ChildStart start)
    {
        var child = ChildProcess.Start(start, locator.Find(), options.Value.Nice, ChildEnvironment.For(options.Value, layout));
        List(start, child);
        return child;
    }

    /// <summary>The child of this folder that outlived its dashboard, or null.</summary>
    /// <param name="eventsFile">Where it appends its events.</param>
    public IChild? Adopt(ChildStart start, string eventsFile)
    {
        if (start.Folder is null || PidFile.FindAlive(start.Folder) is not { } file) return null;
        var child = new AdoptedChild(file, eventsFile, time);
        List(start, child);
        return child;
    }

    private void List(ChildStart start, IChild child)
    {
        var row = table.Add(start, child.ProcessId);
        _ = child.Exit.ContinueWith(
            _ =>
            {
                row.Dispose();
                if (start.Folder is not null && Directory.Exists(start.Folder)) PidFile.Remove(start.Folder, child.ProcessId);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
