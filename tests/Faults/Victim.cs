using System.Globalization;
using System.Text;
using MediatR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Registry;
using MlOpsDashboard.Registry.Mail;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Workers.Jobs;

namespace MlOpsDashboard.Faults;

/// <summary>Registry and jobs on a data folder, as the dashboard hosts them, without its pages. A line of words, parted by tabs, is what a person does; the
/// answer, <c>ok</c> or <c>no</c> with what belongs to it, says that the registry has acknowledged it.</summary>
internal sealed class Victim(IHost host, IServiceProvider person)
{
    private IMediator Mediator => person.GetRequiredService<IMediator>();

    public static async Task<int> MainAsync(string root)
    {
        using var input = new StreamReader(new FileStream("/dev/stdin", FileMode.Open, FileAccess.Read), Encoding.UTF8);
        await using var output = new StreamWriter(new FileStream("/dev/stdout", FileMode.Open, FileAccess.Write)) { AutoFlush = true };
        using var host = Host(root);
        await host.Services.GetRequiredService<RegistryMigrator>().InitializeAsync();
        await host.StartAsync();
        await output.WriteLineAsync("ready");
        using var scope = Person(host);
        var victim = new Victim(host, scope.ServiceProvider);
        while (await input.ReadLineAsync() is { } line)
            await output.WriteLineAsync(await victim.DoAsync(line.Split('\t')));
        await host.StopAsync();
        return 0;
    }

    /// <summary>Registry and jobs, not started.</summary>
    /// <param name="mail">Whether people are mailed; null (default) for what is so without a mail server.</param>
    public static IHost Host(string root, MailSwitch? mail = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Storage:Root"] = root,
                ["Workers:HostPath"] = Repository.Mlops,
                ["Workers:RetrySeconds"] = "0.5",
            }
        );
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddProvider(new FileLog(root + ".log"));
        if (mail is not null)
            builder.Services.AddSingleton(mail);
        builder.Services.AddRegistry(builder.Configuration).AddJobs(builder.Configuration);
        return builder.Build();
    }

    /// <summary>A scope in which the local owner asks.</summary>
    public static IServiceScope Person(IHost host)
    {
        var scope = host.Services.CreateScope();
        scope.ServiceProvider.GetRequiredService<CurrentCaller>().Set(Caller.LocalOwner);
        return scope;
    }

    private async Task<string> DoAsync(string[] words)
    {
        try
        {
            return words switch
            {
                ["import", var name, var folder] => Answer(await Mediator.Send(new StartImport(name, new UploadSource(folder, "pictures.zip")))),
                ["run", var name, var dataset, var epochs] => await StartRunAsync(name, dataset, int.Parse(epochs, CultureInfo.InvariantCulture)),
                ["stop", var run] => Answer(await Mediator.Send(new StopRun(RunId.Parse(run)))),
                ["resume", var run] => Answer(await Mediator.Send(new ResumeRun(RunId.Parse(run)))),
                ["note", var run, var text] => Answer(await Mediator.Send(new WriteRunNotes(RunId.Parse(run), text))),
                ["register", var run, var model] => await Mediator.Send(new RegisterModel(RunId.Parse(run), model, "")) is var done && done.IsDone
                    ? $"ok\t{done.Value!.Version}"
                    : Answer(done),
                ["promote", var model, var version, var reason] => await PromoteAsync(model, int.Parse(version, CultureInfo.InvariantCulture), reason),
                // What waits, and why: a person reads it on the pages.
                ["waiting"] => string.Join(
                    '\t',
                    (await host.Services.GetRequiredService<IWorkLedger>().WaitingAsync(CancellationToken.None))
                        .Select(w => w.Reason?.Sentence ?? "")
                        .Prepend("ok")
                ),
                // What stands on every page.
                ["notice"] => string.Join('\t', host.Services.GetRequiredService<StorageFindings>().All.Select(f => f.What.Sentence).Prepend("ok")),
                ["open"] => "ok\t" + await OpenAsync(),
                ["completed"] => string.Join(
                    '\t',
                    (await Mediator.Send(new ListRuns(new() { Statuses = [RunStatus.Completed], Take = 1_000 })))
                        .Rows.Select(r => r.Id.ToString())
                        .Prepend("ok")
                ),
                _ => $"no\tunknown: {string.Join(' ', words)}",
            };
        }
        catch (Exception e)
        {
            return "no\t" + e.Message.ReplaceLineEndings(" ");
        }
    }

    private async Task<string> StartRunAsync(string name, string dataset, int epochs)
    {
        if (await host.Services.GetRequiredService<IDatasetStore>().FindByNameAsync(dataset, null, CancellationToken.None) is not { } version)
            return "no\tno such dataset yet";
        var network = (await Mediator.Send(new ListCustomModels())).Single(m => m.Name == "Tiny network");
        var spec = new TrainingSpec
        {
            Data = new() { ImageSize = [32, 32], BatchSize = 4 },
            Backbone = network.ToSpec(),
            Stages =
            [
                new()
                {
                    Epochs = epochs,
                    Unfreeze = Unfreeze.All,
                    Optimizer = new("Adam", ("learningRate", 0.01)),
                },
            ],
            Callbacks = [new("BackupAndRestore", ("saveFreq", 2)), .. SpecPresets.Callbacks().Where(c => c.Class == "ModelCheckpoint")],
            Seed = 1,
        };
        return Answer(await Mediator.Send(new StartRun(spec, version.Version, name)));
    }

    private async Task<string> PromoteAsync(string model, int version, string reason)
    {
        var details = await Mediator.Send(new GetModel(model));
        return details is null ? "no" : Answer(await Mediator.Send(new MoveAlias(details.Id, "champion", version, reason, details.Revision)));
    }

    // Runs and imports that have not ended.
    private async Task<int> OpenAsync()
    {
        var runs = await Mediator.Send(new ListRuns(new() { Statuses = [.. Enum.GetValues<RunStatus>().Where(s => !s.IsFinished())] }));
        return runs.Total + (await host.Services.GetRequiredService<IDatasetStore>().OpenImportsAsync(CancellationToken.None)).Count;
    }

    private static string Answer(Outcome outcome) => outcome.IsDone ? "ok" : "no\t" + outcome.Refusal;

    private static string Answer<T>(Outcome<T> outcome) => outcome.IsDone ? $"ok\t{outcome.Value}" : "no\t" + outcome.Refusal;
}
