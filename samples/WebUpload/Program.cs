using WebUpload;
using WebUpload.Compare;

return args is ["compare", .. string[] options]
    ? await CompareCommand.InvokeAsync(options)
    : await UploadServer.RunAsync(args);
