namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>What a layer keeps in a model file beside its config and its weights (Keras: save_own_variables, save_assets).</summary>
internal interface IFileState
{
    /// <summary>Numbers by name, which are no weights of the network.</summary>
    IEnumerable<(string Name, float[] Values)> Variables { get; }

    /// <summary>Names the layer reads from a file; each must be there.</summary>
    IEnumerable<string> VariableNames { get; }

    /// <summary>The text of assets/PATH/vocabulary.txt; null: the config holds the vocabulary.</summary>
    string? Asset { get; }

    /// <summary>True while the vocabulary is still to come from the asset.</summary>
    bool NeedsAsset { get; }

    void LoadVariable(string name, float[] values);

    void LoadAsset(string text);
}
