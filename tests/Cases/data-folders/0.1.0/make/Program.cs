// Fills a data folder as a small team would, then kills itself while a run trains and an import reads: arguments are the folder, the executable mlops, and a
// folder for what is uploaded.
// Its children are left stopped (SIGSTOP) where they were; make.sh kills them.
using System.Diagnostics;
using System.IO.Compression;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;

var (root, mlops, uploads) = (args[0], args[1], args[2]);
Environment.SetEnvironmentVariable("MLOPS_WEIGHTS_URL", "http://127.0.0.1:9/");
var pictures = Path.Combine(uploads, "pictures");
Run(mlops, "samples", "emoji-mini", "--out", pictures);

RunId first,
    killed,
    interrupted;
BackboneSpec backbone;
DatasetVersionId dataset;
await using (var folder = await DataFolder.OpenAsync(root, mlops, concurrentRuns: 2))
{
    await ImportAsync("emoji", Zip("emoji.zip", 18, classes: 2, note: true));
    await ImportAsync("emoji", Zip("more-emoji.zip", 20, classes: 2));
    await ImportAsync("nothing", Zip("no-pictures.zip", 0, classes: 2, note: true));
    dataset = (await folder.Get<IDatasetStore>().FindByNameAsync("emoji", 2, default))!.Version;

    var model = await folder.DoAsync(new ImportCustomModel(folder.Stage(Network())));
    var summary = (await folder.AskAsync(new GetCustomModel(model)))!.Summary;
    await folder.DoAsync(new EditCustomModel(model, "Tiny network", "made for this folder", "Two convolutions, untrained.", summary.Cut));
    backbone = summary.ToSpec();

    first = await TrainAsync(Spec(4), "Head only", tags: ["baseline"]);
    await folder.DoAsync(new WriteRunNotes(first, "First look.\nThe head alone learns little: \u00fc, \u732b and <b>no markup</b>."));
    var tuned = await TrainAsync(
        Spec(2) with
        {
            Stages =
            [
                .. Spec(2).Stages,
                new()
                {
                    Name = "fine-tuning",
                    Epochs = 12,
                    Unfreeze = Unfreeze.All,
                    Optimizer = new("Adam", ("learningRate", 0.01)),
                },
            ],
        },
        "Fine-tuned",
        parent: first,
        tags: ["baseline", "tuned"]
    );
    await TrainAsync(
        Spec(20) with
        {
            Callbacks = [new("EarlyStopping", ("monitor", "val_loss"), ("minDelta", 10.0), ("patience", 1), ("restoreBestWeights", true))],
        },
        "Stopped early"
    );
    var folds = await TrainAsync(Spec(2) with { CrossValidation = new() { Folds = 3 } }, "Three folds");
    var diverged = await TrainAsync(
        Spec(3, rate: 1e30) with
        {
            Stages = [Spec(3).Stages[0] with { Unfreeze = Unfreeze.All, Optimizer = new("SGD", ("learningRate", 1e30)) }],
        },
        "Too fast"
    );
    await folder.DoAsync(new ArchiveRuns([diverged], true));
    await TrainAsync(Spec(1) with { Backbone = new() { Name = "MobileNetV3Small" } }, "No weights");
    var cancelled = await folder.DoAsync(new StartRun(Long(), dataset, "Cancelled"));
    await folder.UntilAsync(cancelled, r => r.EpochsDone >= 2);
    await folder.DoAsync(new StopRun(cancelled));
    await folder.UntilAsync(cancelled, r => r.Status.IsFinished());

    var v1 = await folder.DoAsync(new RegisterModel(first, "emoji-kinds", "Head only."));
    await folder.DoAsync(new RegisterModel(tuned, "emoji-kinds", "Fine-tuned."));
    await folder.DoAsync(new DescribeModel(v1.Model, "Food or animal?"));
    await MoveAsync("champion", 1, "The first one.");
    await MoveAsync("challenger", 2, "To be compared.");
    await MoveAsync("champion", 2, "More right on the validation pictures.");
    await folder.DoAsync(new RemoveAlias(v1.Model, "challenger", "It is champion.", (await folder.AskAsync(new GetModel("emoji-kinds")))!.Revision));
    await folder.DoAsync(new UseVersionAsBackbone((await folder.AskAsync(new GetModelVersion("emoji-kinds", 2)))!.Version.Id));

    // Two train at once and are given back by an orderly end; the next start goes on with one of them.
    killed = await folder.DoAsync(new StartRun(Long(), dataset, "Killed"));
    interrupted = await folder.DoAsync(new StartRun(Long(seed: 2), dataset, "Interrupted"));
    await folder.UntilAsync(killed, r => r.EpochsDone >= 1);
    await folder.UntilAsync(interrupted, r => r.EpochsDone >= 1);
    async Task ImportAsync(string name, string zip) =>
        Console.WriteLine((await folder.UntilEndedAsync(await folder.DoAsync(new StartImport(name, folder.Stage(zip))))).Status);

    async Task<RunId> TrainAsync(TrainingSpec spec, string name, RunId? parent = null, params string[] tags)
    {
        var run = await folder.DoAsync(new StartRun(spec, dataset, name, parent, tags));
        Console.WriteLine($"{name}: {(await folder.UntilAsync(run, r => r.Status.IsFinished())).Status}");
        return run;
    }

    async Task MoveAsync(string alias, int version, string reason)
    {
        var model = (await folder.AskAsync(new GetModel("emoji-kinds")))!;
        await folder.DoAsync(new MoveAlias(model.Id, alias, version, reason, model.Revision));
    }
}

var again = await DataFolder.OpenAsync(root, mlops, concurrentRuns: 1);
var before = (await again.Get<IRunStore>().FindAsync(killed, default))!.EpochsDone;
await again.UntilAsync(killed, r => r.Status == RunStatus.Running && r.EpochsDone > before);
await StopInMidEpochAsync(again.Layout.Run(killed));
await again.DoAsync(new StartRun(Spec(2, seed: 5), dataset, "Waiting"));
await again.DoAsync(new StartRun(Spec(1) with { CrossValidation = new() { Folds = 2 } }, dataset, "Waiting folds"));

var zipped = Zip("zoo.zip", 40, classes: 3);
while (true)
{
    var import = await again.DoAsync(new StartImport("zoo", again.Stage(zipped)));
    while ((await again.AskAsync(new GetImport(import)))!.Status == ImportStatus.Queued)
        await Task.Delay(1);
    Signal("STOP", ChildOf(again.Layout.Import(import)));
    await Task.Delay(300);
    if ((await again.AskAsync(new GetImport(import)))!.Status == ImportStatus.Running)
        break;
    Console.WriteLine("The import was faster; another one.");
}
Signal("KILL", Environment.ProcessId);

TrainingSpec Spec(int epochs, double rate = 0.02, int seed = 1) =>
    new()
    {
        Data = new() { ImageSize = [32, 32], BatchSize = 4 },
        Backbone = backbone,
        Stages = [new() { Epochs = epochs, Optimizer = new("Adam", ("learningRate", rate)) }],
        Callbacks = SpecPresets.Callbacks(),
        Seed = seed,
    };

// A checkpoint every third of eight steps.
TrainingSpec Long(int seed = 1) =>
    Spec(12, seed: seed) with
    {
        Stages = [Spec(12).Stages[0] with { Unfreeze = Unfreeze.All }],
        Augmentation = [new("RandomFlip", ("mode", "horizontal")), new("RandomRotation", ("factor", 0.2))],
        Callbacks = [new("BackupAndRestore", ("saveFreq", 3))],
    };

string Network()
{
    var file = Path.Combine(uploads, "tiny.keras");
    using var names = NameScope.Begin();
    using var network = new Sequential([
        InputLayer.Of(32, 32, 3),
        new Rescaling(1 / 255.0),
        new Conv2D(8, 3, strides: 2, activation: "relu"),
        new Conv2D(8, 3, strides: 2, activation: "relu"),
        new GlobalAveragePooling2D(name: "gap"),
        new Dense(3, "softmax", name: "out"),
    ]);
    network.Initialize(1);
    KerasFile.Save(network, file);
    return file;
}

string Zip(string name, int perClass, int classes, bool note = false)
{
    var file = Path.Combine(uploads, name);
    using var zip = ZipFile.Open(file, ZipArchiveMode.Create);
    foreach (var folder in Directory.GetDirectories(pictures).Order(StringComparer.Ordinal).Take(classes))
    foreach (var picture in Directory.GetFiles(folder).Order(StringComparer.Ordinal).Take(perClass))
        zip.CreateEntryFromFile(picture, $"{Path.GetFileName(folder)}/{Path.GetFileName(picture)}");
    if (note)
        using (var text = new StreamWriter(zip.CreateEntry("Food & Drink/readme.txt").Open()))
            text.Write("No picture.");
    return file;
}

async Task StopInMidEpochAsync(string folder)
{
    var child = ChildOf(folder);
    while (true)
    {
        Signal("STOP", child);
        var files = Directory.GetFiles(Path.Combine(folder, "checkpoint")).Order(StringComparer.Ordinal).ToArray();
        if (files.All(f => f.EndsWith(".ckpt", StringComparison.Ordinal)) && StepOf(files[^1]) > 0)
            return;
        Signal("CONT", child);
        await Task.Delay(7);
    }
}

static int StepOf(string checkpoint)
{
    var bytes = File.ReadAllBytes(checkpoint);
    var header = System.Text.Json.JsonDocument.Parse(bytes.AsMemory(16, (int)BitConverter.ToInt64(bytes, 8)));
    return header.RootElement.GetProperty("State").GetProperty("Step").GetInt32();
}

static int ChildOf(string folder) =>
    System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "child.pid"))).RootElement.GetProperty("ProcessId").GetInt32();

static void Signal(string signal, int process) => Run("kill", $"-{signal}", process.ToString());

static void Run(string program, params string[] arguments)
{
    using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
    process.StandardOutput.ReadToEnd();
    process.WaitForExit();
}
