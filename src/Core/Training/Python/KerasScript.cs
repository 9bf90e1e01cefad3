using System.Globalization;
using System.Text;
using System.Text.Json;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Core.Training.Python;

/// <summary>A training spec as a script for Python Keras 3 that does the same: data, preprocessing, backbone, head, freeze plan, stages. What Keras has no
/// counterpart for is said in a comment.</summary>
public sealed class KerasScript
{
    private readonly StringBuilder text = new();
    private readonly TrainingSpec spec;
    private readonly PythonTask task;
    private readonly PythonInput input;

    private KerasScript(TrainingSpec complete, PythonTask task, PythonInput input) => (spec, this.task, this.input) = (complete, task, input);

    private bool Normalizes => InputCards.MayNormalize(spec);

    /// <summary>Whether Keras has a counterpart to all of a spec's parts that must have one.</summary>
    public static bool Has(TrainingSpec spec) => Of(spec) is not null;

    /// <summary>The whole script, lines ended by a line feed.</summary>
    /// <param name="title">What stands in its first line, such as "Run 12".</param>
    /// <exception cref="RefusedException">There is none (<see cref="Has"/>).</exception>
    public static string Write(TrainingSpec spec, string title = "A training run")
    {
        var script = Of(spec) ?? throw new RefusedException(new Refusal("spec.python", ("task", spec.Task)));
        script.Begin(title);
        script.Lines(script.input.Data);
        script.Line();
        script.Helpers();
        script.Lines(script.input.Base);
        script.Line();
        script.Lines(script.task.Base);
        script.Model();
        script.Training();
        return script.text.ToString();
    }

    private static KerasScript? Of(TrainingSpec spec)
    {
        var complete = TrainingSpecJson.Complete(spec);
        return TaskCards.Find(spec.Task)?.Python(complete) is { } task && InputCards.Of(complete).Python(complete, task) is { } input
            ? new(complete, task, input)
            : null;
    }

    private void Begin(string title)
    {
        Line($"# {PythonText.Comment(title)}: {PythonText.Comment(StrategySentence.Describe(spec, null))}");
        Line(
            $"# Python Keras 3 (pip install \"keras>=3.10\" {input.Packages}). Same split, same architecture, same plan; initial weights and random draws differ."
        );
        var lookup = input.Files.Count > 0 ? ["import pathlib"] : Array.Empty<string>();
        Lines(task.Imports.Concat(input.Imports).Concat(lookup).Append("import keras").Distinct().Order(StringComparer.Ordinal));
        if (input.Files.Count > 0)
            Line();
        foreach (var (name, remedy) in input.Files)
        {
            Line($"if not pathlib.Path({PythonText.Literal(name)}).exists():");
            Line($"    raise SystemExit({PythonText.Literal($"{name} is missing here. {remedy}")})");
        }
        Line();
        Line($"keras.utils.set_random_seed({Whole(spec.Seed)})");
        if (spec.Precision != "float32")
            Line($"keras.mixed_precision.set_global_policy({PythonText.Literal(spec.Precision)})");
        if (spec.Rematerialization == "full")
            Line(
                "# The dashboard computes activations twice to save memory. In Keras: build the network below inside `with keras.RematScope(mode=\"full\"):`; results are the same."
            );
        Line();
    }

    private void Helpers()
    {
        Line("def flat(network):");
        Line("    for layer in network.layers:");
        Line("        yield from flat(layer) if isinstance(layer, keras.Model) else (layer,)");
        Line();
        if (spec is { Backbone: { File: not null, Layer: null }, Head: not null })
        {
            Line("def without_classifier(network):");
            Line("    if network.layers[-1].get_config().get(\"activation\") in (\"softmax\", \"sigmoid\"):");
            Line("        return keras.Model(network.inputs, network.layers[-2].output, name=network.name)");
            Line("    return network");
            Line();
        }
        if (Normalizes && spec.BatchNormMode == "inference")
        {
            Line("def keep_statistics(layer):");
            Line("    # base(x, training=False) is not enough: fit of Keras 3 overrides it, and the statistics move. Gamma and beta still train.");
            Line("    call = layer.call");
            Line("    layer.call = lambda inputs, training=None, mask=None: call(inputs, training=False, mask=mask)");
            Line();
        }
        Line();
    }

    private void Model()
    {
        if (spec.Head is not { } head)
        {
            Line("# The model keeps its own classifier.");
            Lines(input.Whole);
        }
        else
        {
            Lines(input.Features);
            if (task.Head is { } ownHead)
                Lines(ownHead);
            else
                PooledHead(head);
            Line("model = keras.Model(inputs, outputs)");
        }
        Line();
        Lines(task.Built);
    }

    private void PooledHead(HeadSpec head)
    {
        Lines(input.Pooling);
        var penalty = head.L2 > 0 ? $", kernel_regularizer=keras.regularizers.L2({PythonText.Literal(head.L2)})" : "";
        if (head.Hidden.Count == 0 || input.RegulatesFeatures)
            Regulate(head);
        foreach (var units in head.Hidden)
        {
            Line($"x = keras.layers.Dense({Whole(units)}, activation={PythonText.Literal(head.Activation)}{penalty})(x)");
            Regulate(head);
        }
        Line($"outputs = keras.layers.Dense({task.Outputs}{penalty}{(spec.Precision == "float32" ? "" : ", dtype=\"float32\"")})(x)");
    }

    private void Regulate(HeadSpec head)
    {
        if (head.BatchNormalization)
            Line("x = keras.layers.BatchNormalization()(x)");
        if (head.Dropout > 0)
            Line($"x = keras.layers.Dropout({PythonText.Literal(head.Dropout)})(x)");
    }

    private void Training()
    {
        Line($"loss = {task.Loss}");
        var kept = spec.Callbacks.Where(c => c.Class == "ModelCheckpoint").ToList();
        foreach (var (callback, i) in kept.Select((callback, i) => (callback, i)))
            Line($"checkpoint{Whole(i)} = {PythonComponents.Callback(Directed(callback))}  # one for all stages: it knows the best of them");
        Line();
        Line("def callbacks():");
        Line("    return [");
        foreach (var callback in task.Callbacks)
            Line($"        {callback},");
        foreach (var callback in spec.Callbacks.Where(c => c.Class != "ModelCheckpoint"))
            Line($"        {PythonComponents.Callback(Directed(callback))},");
        foreach (var i in Enumerable.Range(0, kept.Count))
            Line($"        checkpoint{Whole(i)},");
        if (spec.Callbacks.All(c => c.Class != "TerminateOnNaN"))
            Line("        keras.callbacks.TerminateOnNaN(),");
        Line("    ]");
        Line();
        Line("epoch = 0");
        foreach (var (stage, i) in spec.Stages.Select((stage, i) => (stage, i)))
            Stage(stage, i);
        Line("print(model.evaluate(validation, return_dict=True))");
        Lines(task.After);
        Line("model.save(\"last.keras\")");
        Lines(input.Saved);
    }

    private ComponentSpec Directed(ComponentSpec callback)
    {
        var options = ComponentCatalog.Complete(ComponentCatalog.Callbacks, callback).Options;
        return
            options.TryGetValue("mode", out var mode)
            && mode is { ValueKind: JsonValueKind.String }
            && mode.ValueEquals("auto")
            && options.TryGetValue("monitor", out var monitor)
            && monitor is { ValueKind: JsonValueKind.String }
            && task.Modes.TryGetValue(monitor.GetString()!, out var known)
            ? callback with
            {
                Options = new Dictionary<string, JsonElement>(options) { ["mode"] = JsonSerializer.SerializeToElement(known) },
            }
            : callback;
    }

    private void Stage(StageSpec stage, int index)
    {
        Line();
        Line($"# Stage {Whole(index + 1)}: {PythonText.Comment(stage.Name)}");
        switch (stage.Unfreeze)
        {
            case { IsAll: true }:
                Line("base.trainable = True");
                break;
            case { LastLayers: { } last }:
                Line("base.trainable = True");
                Line($"for layer in base.layers[:-{Whole(last)}]:");
                Line("    layer.trainable = False");
                break;
            case { FromLayer: { } name }:
                Line("base.trainable = True");
                Line($"for layer in base.layers[:[layer.name for layer in base.layers].index({PythonText.Literal(name)})]:");
                Line("    layer.trainable = False");
                break;
            default:
                Line("base.trainable = False");
                break;
        }
        if (Normalizes && !stage.Unfreeze.IsNone && spec.BatchNormMode != "train")
        {
            Line("for layer in flat(base):");
            Line("    if isinstance(layer, keras.layers.BatchNormalization):");
            Line(spec.BatchNormMode == "frozen" ? "        layer.trainable = False" : "        keep_statistics(layer)");
        }
        if (stage.LayerRates is { Count: > 0 } rates)
            Line(
                $"# Keras has one rate for all layers. Here groups of layers have their own: {PythonText.Comment(string.Join(", ", rates.Select(r => $"from {r.From} times {PythonText.Literal(r.Multiplier)}")))}."
            );
        var goesOn = spec.ContinueOptimizer && index == 0;
        if (goesOn)
            Line("# The optimizer of the file goes on with its state.");
        Line($"model.compile(optimizer={(goesOn ? "base.optimizer" : PythonComponents.Optimizer(stage.Optimizer))}, loss=loss, metrics={task.Metrics})");
        Line(
            $"history = model.fit(train, validation_data=validation, initial_epoch=epoch, epochs=epoch + {Whole(stage.Epochs)}, callbacks=callbacks(){(spec.Loss.ClassWeight == "balanced" ? ", class_weight=class_weight" : "")})"
        );
        Line("epoch = history.epoch[-1] + 1");
    }

    private static string Flag(bool value) => value ? "True" : "False";

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Lines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            Line(line);
    }

    private void Line(string line = "") => text.Append(line).Append('\n');
}
