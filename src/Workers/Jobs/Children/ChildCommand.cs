using System.Text;

namespace MlOpsDashboard.Workers.Jobs.Children;

/// <summary>A short command whose whole standard output is the answer, such as <c>mlops inspect ... --json</c>.</summary>
public sealed class ChildCommand(ChildLauncher launcher)
{
    /// <summary>Runs it to its end; when the token is cancelled the child is killed.</summary>
    public async Task<ChildAnswer> RunAsync(ChildStart start, CancellationToken cancellationToken)
    {
        await using var child = launcher.Start(start);
        await using var killing = cancellationToken.Register(child.Kill);
        var text = new StringBuilder();
        var errors = DrainAsync(child.Errors);
        await foreach (var line in child.Output.ReadAllAsync(CancellationToken.None)) text.Append(line).Append('\n');
        await errors;
        var exit = await child.Exit;
        cancellationToken.ThrowIfCancellationRequested();
        return new(exit, text.ToString());
    }

    private static async Task DrainAsync(System.Threading.Channels.ChannelReader<string> lines)
    {
        await foreach (var _ in lines.ReadAllAsync(CancellationToken.None))
        {
            // The tail is kept by the child itself.
        }
    }
}

/// <param name="Output">Standard output.</param>
public sealed record ChildAnswer(ChildExit Exit, string Output)
{
    public bool IsDone => Exit.Code == ChildExit.Done;

    /// <summary>Why it was not done, for a person.</summary>
    public string Sentence => Exit.Code == ChildExit.Refused ? Exit.RefusalSentence : Exit.Sentence;
}
