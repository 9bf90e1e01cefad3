using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Layers.Recurrent;

/// <summary>Gated recurrent unit (https://keras.io/api/layers/recurrent_layers/gru/, Cho et al. 2014).</summary>
/// <param name="resetAfter">True (default): the reset gate acts after the recurrent product.</param>
public sealed class GRU(RecurrentOptions options, bool resetAfter = true, string? name = null, DTypePolicy? dtype = null)
    : RecurrentLayer(options, (o, d) => new GRUCell(o, resetAfter, d), name, dtype)
{
    public GRU(int units, string? name = null)
        : this(new RecurrentOptions(units), name: name) { }

    public static GRU FromConfig(LayerConfig config) =>
        new(RecurrentOptions.Read(config, gated: true), config.Bool("reset_after", true), config.Name, config.DType);

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        Options.WriteSequence(config);
        config["recurrent_activation"] = Options.RecurrentActivation.ToJson();
        config["use_bias"] = Options.UseBias;
        Options.WriteInitializers(config);
        Options.WriteRegularizers(config);
        config["kernel_constraint"] = ConstraintJson("kernel_constraint");
        config["recurrent_constraint"] = ConstraintJson("recurrent_constraint");
        config["bias_constraint"] = ConstraintJson("bias_constraint");
        config["dropout"] = Options.Dropout;
        config["recurrent_dropout"] = Options.RecurrentDropout;
        config["reset_after"] = resetAfter;
        config["seed"] = Options.Seed;
        return config;
    }
}
