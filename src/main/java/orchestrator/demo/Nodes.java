package orchestrator.demo;

import java.util.List;

/** What each node class does. The catalogue lists exactly these. */
final class Nodes {
    private Nodes() {
    }

    /** @return a value for each output slot */
    static List<Value> run(String type, NodeCall call) throws InterruptedException {
        return switch (type) {
            case "CheckpointLoaderSimple", "ImageOnlyCheckpointLoader", "UNETLoader", "CLIPLoader", "DualCLIPLoader",
                    "TripleCLIPLoader", "VAELoader", "CLIPVisionLoader", "UpscaleModelLoader", "ControlNetLoader",
                    "DiffControlNetLoader", "StyleModelLoader", "LoraLoader", "LoraLoaderModelOnly",
                    "CLIPSetLastLayer", "ModelSamplingFlux", "ModelSamplingSD3", "ModelSamplingDiscrete",
                    "DifferentialDiffusion", "VideoLinearCFGGuidance", "VideoTriangleCFGGuidance",
                    "SetUnionControlNetType" ->
                LoaderNodes.run(type, call);
            case "CLIPTextEncode", "CLIPTextEncodeSDXL", "CLIPTextEncodeSD3", "CLIPTextEncodeFlux", "FluxGuidance",
                    "ConditioningZeroOut", "ConditioningCombine", "ConditioningConcat", "ConditioningAverage",
                    "ControlNetApplyAdvanced", "ControlNetInpaintingAliMamaApply", "StyleModelApply",
                    "CLIPVisionEncode" ->
                ConditioningNodes.run(type, call);
            case "KSampler", "KSamplerAdvanced", "SamplerCustomAdvanced", "RandomNoise", "BasicGuider", "CFGGuider",
                    "KSamplerSelect", "BasicScheduler" ->
                SamplerNodes.run(type, call);
            case "EmptyLatentImage", "EmptySD3LatentImage", "VAEDecode", "VAEDecodeTiled", "VAEEncode",
                    "VAEEncodeTiled", "VAEEncodeForInpaint", "SetLatentNoiseMask", "InpaintModelConditioning",
                    "InstructPixToPixConditioning", "SVD_img2vid_Conditioning", "LatentUpscale", "LatentUpscaleBy",
                    "LatentFromBatch", "RepeatLatentBatch" ->
                LatentNodes.run(type, call);
            case "LoadImageMask", "ImageToMask", "MaskToImage", "InvertMask", "GrowMask", "FeatherMask",
                    "SolidMask" ->
                MaskNodes.run(type, call);
            case "SaveImage", "PreviewImage" -> SaveNodes.run(type, call);
            default -> ImageNodes.run(type, call);
        };
    }
}
